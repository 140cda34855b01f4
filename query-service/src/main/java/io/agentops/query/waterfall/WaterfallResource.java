package io.agentops.query.waterfall;

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
import io.agentops.query.anatomy.Anatomy;
import io.agentops.query.page.Page;
import io.agentops.query.runs.TimelineKey;
import io.smallrye.mutiny.Uni;

/** Reads of runs over time. */
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs without content")
public class WaterfallResource {

    private final Anatomy anatomy;

    WaterfallResource(Anatomy anatomy) {
        this.anatomy = anatomy;
    }

    @GET
    @Path("/{run_id}/waterfall")
    @Operation(summary = "A run's steps and tool calls over time, and which of them bound the run's time", description = "Ordered as the "
            + "run's timeline. The critical path is that of the whole run, the same on each page: from the end back, always through "
            + "the part that finished last. What has no time is placed within its step and marked as estimated. Of a run with more "
            + "than 40,000 steps and calls, the earliest count.")
    public Uni<Waterfall> waterfall(@PathParam("run_id") String runId, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @QueryParam("generic") @Parameter(description = "true: with the steps of type generic, on the path too; false is the "
                    + "default: what belongs to one is drawn within the next step above") String generic) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        boolean withGeneric = Parameters.flag("generic", generic).orElse(false);
        TimelineKey after = cursor == null ? TimelineKey.BEFORE_ALL : TimelineKey.fromCursor(cursor);
        return anatomy.of(Topics.DEFAULT_PROJECT, runId, run -> new Drawing(run, withGeneric).page(after, items));
    }
}
