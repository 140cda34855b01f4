package io.agentops.benchmarks.plain;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.agentops.contract.run.AgentRun;
import io.smallrye.common.annotation.NonBlocking;

/** Parses a run and answers; what HTTP and JSON cost at least. */
@Path("/agent-runs")
public class PlainResource {

    /** Something of the run, so that it must have been read. */
    public record Answer(String runId, int steps) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @NonBlocking
    public Answer take(AgentRun run) {
        return new Answer(run.runId(), run.steps().size());
    }
}
