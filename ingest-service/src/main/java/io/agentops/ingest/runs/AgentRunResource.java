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

import io.agentops.contract.run.AgentRun;
import io.agentops.ingest.IngestSecret;
import io.smallrye.mutiny.Uni;

/** The HTTP door for one run in the full form. */
@Path("/agent-runs")
@Tag(name = "Agent runs")
@IngestSecret.Required
public class AgentRunResource {

    private final RunDoor door;
    private final RunReader format;

    AgentRunResource(RunDoor door, RunReader format) {
        this.door = door;
        this.format = format;
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
        return door.ingest(format, body, prefer, (run, status) -> new Answer(run.runId(), status, run.steps().size(),
                run.toolCalls().size(), run.guardrailEvents().size()));
    }
}
