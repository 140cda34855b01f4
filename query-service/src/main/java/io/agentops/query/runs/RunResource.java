package io.agentops.query.runs;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Reads of one run. */
@Path("/agent-runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs")
public class RunResource {

    private final RunQuery runs;
    private final TimelineQuery timelines;

    RunResource(RunQuery runs, TimelineQuery timelines) {
        this.runs = runs;
        this.timelines = timelines;
    }

    @GET
    @Path("/{run_id}")
    @Operation(summary = "A run's metadata and evaluations, with counts of its failures, steps, tool calls and guardrail events")
    public Uni<RunView> run(@PathParam("run_id") String runId) {
        return runs.find(Topics.DEFAULT_PROJECT, runId);
    }

    @GET
    @Path("/{run_id}/timeline")
    @Operation(summary = "A run's steps, tool calls and guardrail events in one list, ordered by time")
    public Uni<Timeline> timeline(@PathParam("run_id") String runId, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @QueryParam("generic") @Parameter(description = "true: with the steps of type generic, which say little of what "
                    + "the agent did; false is the default") String generic) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        boolean withGeneric = Parameters.flag("generic", generic).orElse(false);
        TimelineKey after = cursor == null ? TimelineKey.BEFORE_ALL : TimelineKey.fromCursor(cursor);
        return timelines.page(Topics.DEFAULT_PROJECT, runId, withGeneric, after, items);
    }
}
