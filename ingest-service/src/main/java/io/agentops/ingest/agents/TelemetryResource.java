package io.agentops.ingest.agents;

import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.http.ProblemException;
import io.agentops.ingest.IngestSecret;
import io.smallrye.mutiny.Uni;

/** The HTTP door for heartbeats. */
@Path("/telemetry")
@Tag(name = "Agents")
@IngestSecret.Required
public class TelemetryResource {

    private static final int MOST_BYTES = 1024 * 1024;

    private final HeartbeatIntake intake;
    private final DesiredConfigs wanted;

    TelemetryResource(HeartbeatIntake intake, DesiredConfigs wanted) {
        this.intake = intake;
        this.wanted = wanted;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Tell how an agent is", description = "One heartbeat, or a list of up to 100 of them, of which each is accepted or none. The answer "
            + "is what is wanted of the agent now; to a list, a list in its order.")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Heartbeat.class)))
    @APIResponse(responseCode = "200", description = "Durable", content = @Content(schema = @Schema(implementation = DesiredConfig.class)))
    public Uni<Object> beat(byte[] body) {
        if (body == null || body.length == 0) {
            throw ProblemException.badRequest("The body is empty; a heartbeat is expected.");
        }
        if (body.length > MOST_BYTES) {
            throw ProblemException.tooLarge("Heartbeats may have at most %,d bytes.".formatted(MOST_BYTES));
        }
        HeartbeatReading reading = intake.read(Topics.DEFAULT_PROJECT, body);
        if (!(reading instanceof HeartbeatReading.Valid valid)) {
            throw ProblemException.of(((HeartbeatReading.Refused) reading).problem());
        }
        return intake.accept(Topics.DEFAULT_PROJECT, valid).replaceWith(() -> {
            List<DesiredConfig> answers = valid.heartbeats().stream()
                    .map(heartbeat -> wanted.of(Topics.DEFAULT_PROJECT, heartbeat)).toList();
            return HeartbeatReader.isList(body) ? answers : answers.get(0);
        });
    }
}
