package io.agentops.ingest.runs;

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

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.contract.run.AgentRun;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.store.StoredOffsets;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** The HTTP door for one run in the full form. */
@Path("/agent-runs")
@Tag(name = "Agent runs")
@IngestSecret.Required
public class AgentRunResource {

    /** What takes longer to parse would keep an event loop from its other requests. */
    private static final int EVENT_LOOP_BYTES = 131_072;

    private final Intake intake;
    private final StoredOffsets storedOffsets;
    private final IntakeSettings settings;

    AgentRunResource(Intake intake, StoredOffsets storedOffsets, IntakeSettings settings) {
        this.intake = intake;
        this.storedOffsets = storedOffsets;
        this.settings = settings;
    }

    /** What became of a run: {@code stored} is durable and readable, {@code accepted} durable; the counts are the message's. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Answer(String runId, String status, int steps, int toolCalls, int guardrailEvents) {}

    /** Takes one run. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Ingest one run, or a part of it", description = "An upsert by run_id: parts merge in any order.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = AgentRun.class)))
    @APIResponse(responseCode = "200", description = "Durable and readable", content = @Content(schema = @Schema(implementation = Answer.class)))
    @APIResponse(responseCode = "202", description = "Durable, not yet readable", content = @Content(schema = @Schema(implementation = Answer.class)))
    public Uni<Response> ingest(byte[] body, @HeaderParam("Prefer") String prefer) {
        if (body == null || body.length == 0) {
            throw ProblemException.badRequest("The body is empty; a run is expected.");
        }
        if (body.length > settings.runBytes()) {
            throw ProblemException.tooLarge("A run may have at most %,d bytes.".formatted(settings.runBytes()));
        }
        boolean wait = prefer == null || !prefer.contains("respond-async");
        if (body.length <= EVENT_LOOP_BYTES) {
            return ingest(body, wait);
        }
        return Uni.createFrom().item(body)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(large -> ingest(large, wait));
    }

    private Uni<Response> ingest(byte[] body, boolean wait) {
        Reading reading = intake.read(Door.HTTP, body);
        if (reading instanceof Reading.Refused refused) {
            return Uni.createFrom().failure(ProblemException.of(refused.problem()));
        }
        AgentRun run = ((Reading.Valid) reading).run();
        return intake.accept(Topics.DEFAULT_PROJECT, Door.HTTP, run)
                .chain(receipt -> wait
                        ? storedOffsets.await(receipt.offsets(), settings.storedWait())
                        : Uni.createFrom().item(false))
                .map(stored -> Response.status(stored ? 200 : 202)
                        .entity(new Answer(run.runId(), stored ? "stored" : "accepted", run.steps().size(),
                                run.toolCalls().size(), run.guardrailEvents().size()))
                        .build());
    }
}
