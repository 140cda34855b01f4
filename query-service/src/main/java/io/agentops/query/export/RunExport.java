package io.agentops.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.agentops.query.outline.RunListQuery;
import io.agentops.query.outline.RunPlace;
import io.agentops.query.outline.RunSelection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;

/**
 * Writes files of runs. Each part is read when the client has taken the one before, by a statement of its own: between them a
 * client that is slow, or gone, holds no connection to the database.
 */
@ApplicationScoped
class RunExport {

    private static final int RETRY_AFTER_SECONDS = 30;

    private final RunListQuery runs;
    private final ExportConfig config;
    private final AtomicInteger clients = new AtomicInteger();

    RunExport(RunListQuery runs, ExportConfig config) {
        this.runs = runs;
        this.config = config;
    }

    /**
     * The parts of a file, which fails with a 503 when as many clients read files as may.
     *
     * @param most runs it may have: one more, and its end says that it has not all
     */
    Multi<byte[]> file(RunSelection selection, Optional<RunPlace> after, int most, FileWriter writer) {
        return Multi.createFrom().deferred(() -> {
            if (clients.incrementAndGet() > config.atOnce()) {
                clients.decrementAndGet();
                throw ProblemException.unavailable("As many clients read exports as this service takes.",
                        RETRY_AFTER_SECONDS);
            }
            return Multi.createBy().repeating()
                    .uni(() -> new Progress(selection, writer, after, most), this::next)
                    .whilst(part -> !part.last()).map(part -> part.text().getBytes(UTF_8))
                    .onTermination().invoke(clients::decrementAndGet);
        });
    }

    private Uni<Part> next(Progress progress) {
        int wanted = Math.min(config.chunkRows(), progress.left);
        return runs.rows(progress.selection, progress.after, ExportedRun.COLUMNS, wanted + 1)
                .map(rows -> progress.part(rows, wanted));
    }

    /**
     * A part of a file.
     *
     * @param last whether the file ends with it
     */
    private record Part(
            String text,
            boolean last) {}

    /** How far a file is written. */
    private static final class Progress {

        private final RunSelection selection;
        private final FileWriter writer;
        private final int most;
        private Optional<RunPlace> after;
        private int left;
        private String head;

        Progress(RunSelection selection, FileWriter writer, Optional<RunPlace> after, int most) {
            this.selection = selection;
            this.writer = writer;
            this.after = after;
            this.most = most;
            this.left = most;
            this.head = writer.head();
        }

        /** @param oneMore rows than are written, where there are any */
        private Part part(List<Row> oneMore, int wanted) {
            boolean ends = oneMore.size() <= wanted;
            List<Row> rows = ends ? oneMore : oneMore.subList(0, wanted);
            StringBuilder text = new StringBuilder(head);
            head = "";
            text.append(writer.runs(rows.stream().map(ExportedRun::of).toList()));
            left -= rows.size();
            if (!ends) {
                RunPlace place = RunPlace.of(rows.get(rows.size() - 1));
                after = Optional.of(place);
                if (left == 0) {
                    text.append(writer.truncated(most, place.cursor(selection)));
                }
            }
            return new Part(text.toString(), ends || left == 0);
        }
    }
}
