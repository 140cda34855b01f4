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

import jakarta.inject.Singleton;

import io.agentops.contract.Topics;
import io.agentops.http.Problem;
import io.agentops.http.ProblemException;
import io.agentops.ingest.store.StoredOffsets;

/** What the HTTP doors for many runs have in common, whatever the form: NDJSON, read as it arrives, each line on its own. */
@Singleton
public class BulkDoor {

    private static final String UNDELIVERABLE = "The run could not be made durable.";
    private static final Duration DOOR_WAIT = Duration.ofSeconds(30);

    private final Intake intake;
    private final StoredOffsets storedOffsets;
    private final IntakeSettings settings;

    BulkDoor(Intake intake, StoredOffsets storedOffsets, IntakeSettings settings) {
        this.intake = intake;
        this.storedOffsets = storedOffsets;
        this.settings = settings;
    }

    /** Takes many runs and tells what became of each; blocks until all of them are durable, and a bounded wait longer. */
    public BulkResource.Answer ingest(RunFormat format, InputStream body, String prefer)
            throws IOException, InterruptedException {
        Upload upload = new Upload(format);
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
        return upload.finish(prefer == null || !prefer.contains("respond-async"));
    }

    /** Keeps of each line only what became of it. */
    private final class Upload {
        private final RunFormat format;
        private final Semaphore window = new Semaphore(settings.bulkInFlight());
        private final List<BulkResource.Line> results = new ArrayList<>();
        private final Map<Integer, Long> offsets = new HashMap<>();
        /** Why no more lines are tried; null while they are. */
        private volatile String notAccepting;

        Upload(RunFormat format) {
            this.format = format;
        }

        int lines() {
            return results.size();
        }

        void line(NdjsonLines lines) {
            int number = lines.number();
            if (lines.tooLong()) {
                intake.refuse(Topics.DEFAULT_PROJECT, Door.BULK);
                add(rejected(number, "A line may have at most %,d bytes.".formatted(settings.runBytes()), null));
                return;
            }
            String refusal = notAccepting;
            if (refusal != null) {
                intake.refuse(Topics.DEFAULT_PROJECT, Door.BULK);
                add(undeliverable(number, null, refusal));
                return;
            }
            Reading reading = intake.read(Topics.DEFAULT_PROJECT, Door.BULK, format, lines.bytes());
            if (reading instanceof Reading.Refused refused) {
                add(rejected(number, refused.problem().detail(), refused.problem().errors()));
            } else if (reading instanceof Reading.Valid valid) {
                accept(number, valid);
            }
        }

        private void accept(int number, Reading.Valid valid) {
            window.acquireUninterruptibly();
            String runId = valid.run().runId();
            int index = add(undeliverable(number, runId, UNDELIVERABLE));
            intake.accept(Topics.DEFAULT_PROJECT, Door.BULK, valid)
                    .subscribe().with(receipt -> accepted(index, receipt), failure -> refused(index, failure));
        }

        private synchronized int add(BulkResource.Line line) {
            results.add(line);
            return results.size() - 1;
        }

        private synchronized void accepted(int index, Receipt receipt) {
            BulkResource.Line line = results.get(index);
            results.set(index, new BulkResource.Line(line.line(), line.runId(), "accepted", null, null, null));
            receipt.offsets().forEach((partition, offset) -> offsets.merge(partition, offset, Math::max));
            window.release();
        }

        private synchronized void refused(int index, Throwable failure) {
            BulkResource.Line line = results.get(index);
            if (failure instanceof ProblemException problem && problem.retryAfterSeconds().isEmpty()) {
                results.set(index,
                        new BulkResource.Line(line.line(), line.runId(), "rejected", problem.getMessage(), null, null));
            } else {
                notAccepting = failure instanceof ProblemException problem ? problem.getMessage() : UNDELIVERABLE;
                results.set(index, undeliverable(line.line(), line.runId(), notAccepting));
            }
            window.release();
        }

        BulkResource.Answer finish(boolean wait) throws InterruptedException {
            if (!window.tryAcquire(settings.bulkInFlight(), DOOR_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                throw ProblemException.unavailable("Kafka takes too long; send the lines again.", 1);
            }
            boolean stored = wait && !offsets.isEmpty()
                    && storedOffsets.await(offsets, settings.storedWait()).await().atMost(DOOR_WAIT);
            return answer(stored);
        }

        private synchronized BulkResource.Answer answer(boolean stored) {
            List<BulkResource.Line> lines = results.stream().map(line -> stored && line.status().equals("accepted")
                    ? new BulkResource.Line(line.line(), line.runId(), "stored", null, null, null)
                    : line).toList();
            int rejected = (int) lines.stream().filter(line -> line.status().equals("rejected")).count();
            int durable = lines.size() - rejected;
            return new BulkResource.Answer(stored ? durable : 0, stored ? 0 : durable, rejected, lines);
        }

        private BulkResource.Line rejected(int number, String detail, List<Problem.Error> errors) {
            return new BulkResource.Line(number, null, "rejected", detail, errors, null);
        }

        private BulkResource.Line undeliverable(int number, String runId, String detail) {
            return new BulkResource.Line(number, runId, "rejected", detail, null, true);
        }
    }
}
