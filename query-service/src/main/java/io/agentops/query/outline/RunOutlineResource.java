package io.agentops.query.outline;

import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Reads of runs that show no content. */
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs without content")
public class RunOutlineResource {

    private static final Set<String> PAGE = Set.of("limit", "cursor");

    private final RunListQuery lists;
    private final RunOutlineQuery outlines;
    private final StepQuery steps;

    RunOutlineResource(RunListQuery lists, RunOutlineQuery outlines, StepQuery steps) {
        this.lists = lists;
        this.outlines = outlines;
        this.steps = steps;
    }

    @GET
    @Operation(summary = "Runs, those that started last first", description = "With q, tool, model, failure_type or failure_code "
            + "only runs count that started in the last 30 days, or between from and to, which may be 92 days apart.")
    public Uni<Page<RunItem>> runs(@BeanParam RunFilter filter, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), PAGE);
        return runs(filter, limit, cursor);
    }

    /** The runs that fit, for a caller that knows all parameters there are. */
    public Uni<Page<RunItem>> runs(RunFilter filter, String limit, String cursor) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        RunSelection selection = filter.select(Topics.DEFAULT_PROJECT, false);
        return lists.page(selection, Optional.ofNullable(cursor).map(text -> RunPlace.fromCursor(text, selection)),
                items);
    }

    @GET
    @Path("/{run_id}")
    @Operation(summary = "A run, with counts of its steps, failures and tool calls")
    public Uni<RunOutline> run(@PathParam("run_id") String runId) {
        return outlines.find(Topics.DEFAULT_PROJECT, runId);
    }

    @GET
    @Path("/{run_id}/steps")
    @Operation(summary = "A run's steps, ordered by time, seq and id", description = "A step without a time stands at the "
            + "run's start. Names are shown as told: in the full form they may be any text. Of metadata only numbers, truth "
            + "values and labels show.")
    public Uni<Page<StepItem>> steps(@PathParam("run_id") String runId, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @QueryParam("generic") @Parameter(description = "true: with the steps of type generic, which say little of what "
                    + "the agent did; false is the default") String generic) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        boolean withGeneric = Parameters.flag("generic", generic).orElse(false);
        return steps.ofRun(Topics.DEFAULT_PROJECT, runId, withGeneric, cursor, items);
    }
}
