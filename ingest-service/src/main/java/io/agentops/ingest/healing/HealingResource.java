package io.agentops.ingest.healing;

import java.time.Clock;
import java.time.Instant;
import java.util.Locale;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
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
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.contract.Topics;
import io.agentops.ingest.IngestSecret;
import io.agentops.ingest.runs.StrictJson;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Decides who restarts an agent. */
@Path("/agents/{agent_id}/healing")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
@IngestSecret.Required
public class HealingResource {

    private final StrictJson<Wanted> json = StrictJson.refusingUnknown(Wanted.class, "is not a field of it");
    private final HealingStore store;
    private final Clock clock = Clock.systemUTC();

    HealingResource(HealingStore store) {
        this.store = store;
    }

    /** Who restarts an agent. */
    public enum Policy {
        /** People alone. */
        @JsonProperty("manual")
        MANUAL,
        /** The platform, too. */
        @JsonProperty("automatic")
        AUTOMATIC;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What runs an agent besides its sidecar. */
    public enum TargetKind {
        @JsonProperty("kubernetes")
        KUBERNETES,
        @JsonProperty("cloud-run")
        CLOUD_RUN
    }

    /**
     * What is restarted where the sidecar does not do.
     *
     * @param namespace of {@code kubernetes}
     * @param workload of {@code kubernetes}, e.g. {@code deployment/billing}; or
     * @param pod by whose owners it is found
     * @param service of {@code cloud-run}, as {@code projects/…/locations/…/services/…}
     */
    @RegisterForReflection // Read by hand, where Quarkus does not see it.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "RecoveryTarget")
    public record Target(TargetKind kind, String namespace, String workload, String pod, String service) {}

    /**
     * What is decided about an agent.
     *
     * @param pausedUntil before which nothing is done by itself; null for no pause
     * @param pauseReason of at most 500 characters, which a pause must have
     * @param target null where the sidecar's process is all there is to restart
     */
    @RegisterForReflection // Read by hand, where Quarkus does not see it.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "WantedHealing")
    public record Wanted(Policy policy, Instant pausedUntil, String pauseReason, Target target) {}

    /** What is decided about an agent, and how far it has come. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @Schema(name = "StoredHealing")
    public record Stored(String agentId, String policy, Instant pausedUntil, String pauseReason, String breaker,
            String breakerReason, Instant breakerSince, Instant nextAllowedAt) {}

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Wanted.class)))
    @Operation(summary = "Decide who restarts an agent", description = "All of it is replaced; what is left out is not so. The breaker stays.")
    @APIResponse(responseCode = "200", description = "As it is now", content = @Content(schema = @Schema(implementation = Stored.class)))
    public Uni<Stored> decide(@RestPath("agent_id") String agentId, byte[] body) {
        Wanted wanted = Bodies.read(json, body, read -> new HealingRules(clock.instant()).check(read));
        return store.decide(Topics.DEFAULT_PROJECT, HealingStore.storable(agentId), wanted);
    }

    @POST
    @Path("/reset")
    @Operation(summary = "Arm an agent's healing anew", description = "Closes its breaker, ends its pause and its wait, and forgets its restarts.")
    @APIResponse(responseCode = "200", description = "As it is now", content = @Content(schema = @Schema(implementation = Stored.class)))
    public Uni<Stored> reset(@RestPath("agent_id") String agentId) {
        return store.reset(Topics.DEFAULT_PROJECT, HealingStore.storable(agentId));
    }
}
