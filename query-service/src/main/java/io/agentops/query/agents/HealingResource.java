package io.agentops.query.agents;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.smallrye.mutiny.Uni;

/** Reads of how a project's agents are healed. */
@Path("/v1/healing")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
public class HealingResource {

    private final RecoveryQuery recoveries;

    HealingResource(RecoveryQuery recoveries) {
        this.recoveries = recoveries;
    }

    @GET
    @Operation(summary = "Whether recoveries are stopped, and storms")
    public Uni<ProjectHealingView> ofProject() {
        return recoveries.ofProject(Topics.DEFAULT_PROJECT);
    }
}
