package io.agentops.ingest.healing;

import java.time.Clock;
import java.time.Instant;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.runs.StrictJson;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Stops all recoveries of a project. */
@Path("/v1/healing")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
@IngestSecret.Required
public class ProjectHealingResource {

    private final StrictJson<Stop> json = StrictJson.refusingUnknown(Stop.class, "is not a field of it");
    private final HealingStore store;
    private final Clock clock = Clock.systemUTC();

    ProjectHealingResource(HealingStore store) {
        this.store = store;
    }

    /**
     * Whether recoveries are stopped.
     *
     * @param reason required to stop them
     */
    @RegisterForReflection // Read by hand, where Quarkus does not see it.
    @Schema(name = "HealingStop")
    public record Stop(Boolean stopped, String reason) {}

    /** What is decided about a project. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "ProjectHealing")
    public record OfProject(Instant stoppedAt, String stopReason, Instant stormSince) {}

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Stop.class)))
    @Operation(summary = "Stop all recoveries, or allow them again", description = "To stop them ends all faults, too; to allow them ends a storm.")
    @APIResponse(responseCode = "200", description = "As it is now", content = @Content(schema = @Schema(implementation = OfProject.class)))
    public Uni<OfProject> stop(byte[] body) {
        Stop stop = Bodies.read(json, body, read -> new HealingRules(clock.instant()).check(read));
        return stop.stopped()
                ? store.stop(Topics.DEFAULT_PROJECT, stop.reason())
                : store.allow(Topics.DEFAULT_PROJECT);
    }
}
