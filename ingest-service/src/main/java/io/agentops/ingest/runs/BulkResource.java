package io.agentops.ingest.runs;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.store.StoredOffsets;
import io.smallrye.common.annotation.Blocking;

/** The HTTP door for many runs at once: NDJSON, read as it arrives, each line on its own. */
@Path("/agent-runs/bulk")
@Tag(name = "Agent runs")
@IngestSecret.Required
public class BulkResource {

    static final String NDJSON = "application/x-ndjson";
    private static final Duration DOOR_WAIT = Duration.ofSeconds(30);

    private final Intake intake;
    private final StoredOffsets storedOffsets;
    private final IntakeSettings settings;

    BulkResource(Intake intake, StoredOffsets storedOffsets, IntakeSettings settings) {
        this.intake = intake;
        this.storedOffsets = storedOffsets;
        this.settings = settings;
    }

    /** How many lines ended how, and each line's end in the order sent. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Answer(int stored, int accepted, int rejected, List<Line> results) {}

    /**
     * What became of one line.
     *
     * @param line counted from 1, empty lines included
     * @param status {@code stored}, {@code accepted} or {@code rejected}
     * @param retryable whether a rejected line may be accepted when sent again
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Line(int line, String runId, String status, String detail, List<Problem.Error> errors,
            Boolean retryable) {}

    /** Takes many runs. */
    @POST
    @Consumes({NDJSON, "application/ndjson", "application/jsonl"})
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    @Operation(summary = "Ingest many runs, one a line", description = "A bad line never rejects its neighbours. gzip is understood.")
    @RequestBody(required = true, content = @Content(mediaType = NDJSON, schema = @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING)))
    @APIResponse(responseCode = "200", description = "Every line was read; each has its own result", content = @Content(schema = @Schema(implementation = Answer.class)))
    public Response ingest(InputStream body, @HeaderParam("Prefer") String prefer)
            throws IOException, InterruptedException {
        Upload upload = new Upload();
        NdjsonLines lines = new NdjsonLines(body, settings.runBytes());
        while (lines.next()) {
            if (upload.lines() == settings.bulkLines()) {
                throw ProblemException
                        .tooLarge(("A bulk request may have at most %,d lines. Some of these may have been "
                                + "accepted; send all of them again in smaller requests, which changes nothing for those.")
                                .formatted(settings.bulkLines()));
            }
            upload.line(lines);
        }
        if (upload.lines() == 0) {
            throw ProblemException.badRequest("The body is empty; runs are expected, one a line.");
        }
        return Response.ok(upload.finish(prefer == null || !prefer.contains("respond-async"))).build();
    }

    /** Keeps of each line only what became of it. */
    private final class Upload {
        private final Semaphore window = new Semaphore(settings.bulkInFlight());
        private final List<Line> results = new ArrayList<>();
        private final Map<Integer, Long> offsets = new HashMap<>();
        private volatile boolean notAccepting;

        int lines() {
            return results.size();
        }

        void line(NdjsonLines lines) {
            int number = lines.number();
            if (lines.tooLong()) {
                intake.refuse(Door.BULK);
                add(rejected(number, "A line may have at most %,d bytes.".formatted(settings.runBytes()), null));
                return;
            }
            if (notAccepting) {
                intake.refuse(Door.BULK);
                add(undeliverable(number, null));
                return;
            }
            Reading reading = intake.read(Door.BULK, lines.bytes());
            if (reading instanceof Reading.Refused refused) {
                add(rejected(number, refused.problem().detail(), refused.problem().errors()));
            } else if (reading instanceof Reading.Valid valid) {
                accept(number, valid);
            }
        }

        private void accept(int number, Reading.Valid valid) {
            window.acquireUninterruptibly();
            String runId = valid.run().runId();
            int index = add(undeliverable(number, runId));
            intake.accept(Topics.DEFAULT_PROJECT, Door.BULK, valid.run())
                    .subscribe().with(receipt -> accepted(index, receipt), failure -> refused(index, failure));
        }

        private synchronized int add(Line line) {
            results.add(line);
            return results.size() - 1;
        }

        private synchronized void accepted(int index, Receipt receipt) {
            Line line = results.get(index);
            results.set(index, new Line(line.line(), line.runId(), "accepted", null, null, null));
            receipt.offsets().forEach((partition, offset) -> offsets.merge(partition, offset, Math::max));
            window.release();
        }

        private synchronized void refused(int index, Throwable failure) {
            Line line = results.get(index);
            if (failure instanceof ProblemException problem && problem.retryAfterSeconds().isEmpty()) {
                results.set(index, new Line(line.line(), line.runId(), "rejected", problem.getMessage(), null, null));
            } else {
                notAccepting = true;
            }
            window.release();
        }

        Answer finish(boolean wait) throws InterruptedException {
            if (!window.tryAcquire(settings.bulkInFlight(), DOOR_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                throw ProblemException.unavailable("Kafka takes too long; send the lines again.", 1);
            }
            boolean stored = wait && !offsets.isEmpty()
                    && storedOffsets.await(offsets, settings.storedWait()).await().atMost(DOOR_WAIT);
            return answer(stored);
        }

        private synchronized Answer answer(boolean stored) {
            List<Line> lines = results.stream().map(line -> stored && line.status().equals("accepted")
                    ? new Line(line.line(), line.runId(), "stored", null, null, null)
                    : line).toList();
            int rejected = (int) lines.stream().filter(line -> line.status().equals("rejected")).count();
            int durable = lines.size() - rejected;
            return new Answer(stored ? durable : 0, stored ? 0 : durable, rejected, lines);
        }

        private Line rejected(int number, String detail, List<Problem.Error> errors) {
            return new Line(number, null, "rejected", detail, errors, null);
        }

        private Line undeliverable(int number, String runId) {
            return new Line(number, runId, "rejected", "The run could not be made durable.", null, true);
        }
    }
}
