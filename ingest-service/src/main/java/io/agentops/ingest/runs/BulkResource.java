package io.agentops.ingest.runs;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

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
import io.smallrye.mutiny.Uni;

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
    public Response ingest(InputStream body, @HeaderParam("Prefer") String prefer) throws IOException {
        Upload upload = new Upload();
        NdjsonLines lines = new NdjsonLines(body, settings.runBytes());
        while (lines.next()) {
            if (lines.number() > settings.bulkLines()) {
                throw ProblemException
                        .tooLarge(("A bulk request may have at most %,d lines. Those were accepted; sending them "
                                + "again in smaller requests changes nothing.").formatted(settings.bulkLines()));
            }
            upload.line(lines);
        }
        if (lines.number() == 0) {
            throw ProblemException.badRequest("The body is empty; runs are expected, one a line.");
        }
        return Response.ok(upload.finish(prefer == null || !prefer.contains("respond-async"))).build();
    }

    private final class Upload {
        private final Semaphore window = new Semaphore(settings.bulkInFlight());
        private final List<Uni<Line>> results = new ArrayList<>();
        private final Map<Integer, Long> offsets = new HashMap<>();

        void line(NdjsonLines lines) {
            int number = lines.number();
            if (lines.tooLong()) {
                results.add(
                        rejected(number, "A line may have at most %,d bytes.".formatted(settings.runBytes()), null));
                return;
            }
            Reading reading = intake.read(Door.BULK, lines.bytes());
            if (reading instanceof Reading.Refused refused) {
                results.add(rejected(number, refused.problem().detail(), refused.problem().errors()));
            } else if (reading instanceof Reading.Valid valid) {
                results.add(accept(number, valid));
            }
        }

        private Uni<Line> accept(int number, Reading.Valid valid) {
            window.acquireUninterruptibly();
            String runId = valid.run().runId();
            Uni<Line> result = intake.accept(Topics.DEFAULT_PROJECT, Door.BULK, valid.run())
                    .map(receipt -> {
                        synchronized (offsets) {
                            receipt.offsets()
                                    .forEach((partition, offset) -> offsets.merge(partition, offset, Math::max));
                        }
                        return new Line(number, runId, "accepted", null, null, null);
                    })
                    .onFailure().recoverWithItem(() -> new Line(number, runId, "rejected",
                            "The run could not be made durable.", null, true))
                    .onTermination().invoke(() -> window.release())
                    .memoize().indefinitely();
            // Starts the sending now; finish() awaits every result.
            result.subscribe().with(line -> {});
            return result;
        }

        Answer finish(boolean wait) {
            List<Line> lines = Uni.join().all(results).andFailFast().await().atMost(DOOR_WAIT);
            boolean stored = wait && !offsets.isEmpty()
                    && storedOffsets.await(offsets, settings.storedWait()).await().atMost(DOOR_WAIT);
            if (stored) {
                lines = lines.stream().map(line -> line.status().equals("accepted")
                        ? new Line(line.line(), line.runId(), "stored", null, null, null)
                        : line).toList();
            }
            int rejected = (int) lines.stream().filter(line -> line.status().equals("rejected")).count();
            int durable = lines.size() - rejected;
            return new Answer(stored ? durable : 0, stored ? 0 : durable, rejected, lines);
        }

        private Uni<Line> rejected(int number, String detail, List<Problem.Error> errors) {
            return Uni.createFrom().item(new Line(number, null, "rejected", detail, errors, null));
        }
    }
}
