package io.agentops.query.rca;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Reads of RCA runs. */
@Path("/agent-runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "RCA")
public class RcaRunResource {

    private final RcaRunQuery rcaRuns;

    RcaRunResource(RcaRunQuery rcaRuns) {
        this.rcaRuns = rcaRuns;
    }

    @GET
    @Path("/rca-runs/{rca_run_id}")
    @Operation(summary = "An RCA run, with its report once it is done")
    public Uni<RcaRunView> rcaRun(@PathParam("rca_run_id") String rcaRunId) {
        return rcaRuns.find(Topics.DEFAULT_PROJECT, rcaRunId);
    }

    @GET
    @Path("/{run_id}/rca-runs")
    @Operation(summary = "All RCA runs of a run, newest first, without their reports")
    public Uni<Page<RcaRunView>> ofRun(@PathParam("run_id") String runId, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return rcaRuns.ofRun(Topics.DEFAULT_PROJECT, runId, cursor, items);
    }
}
