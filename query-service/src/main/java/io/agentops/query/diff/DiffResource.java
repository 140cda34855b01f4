package io.agentops.query.diff;

import java.util.List;

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
import io.agentops.query.anatomy.RunItems;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Compares runs. */
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs without content")
public class DiffResource {

    private static final int MOST_PERCENT = 10_000;
    private static final int DEFAULT_PERCENT = 50;

    private final Anatomy anatomy;
    private final RunFailureQuery failures;

    DiffResource(Anatomy anatomy, RunFailureQuery failures) {
        this.anatomy = anatomy;
        this.failures = failures;
    }

    @GET
    @Path("/{a}/diff/{b}")
    @Operation(summary = "What differs between two runs", description = "Steps and calls of the same kind, name and type are paired "
            + "level by level, in their order; the answer names those that only one run has, and those that went otherwise. Of a "
            + "run with more than 40,000 steps and calls, the earliest count. While a run still grows, items may move between pages.")
    public Uni<RunDiff> diff(@PathParam("a") String a, @PathParam("b") String b, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor,
            @QueryParam("latency_percent") @Parameter(description = "A time counts as changed when it is at least 1 ms and more than "
                    + "this many percent longer than the other; 0 to 10000, 50 is the default") String latencyPercent,
            @QueryParam("generic") @Parameter(description = "true: with the steps of type generic; false is the default: what "
                    + "belongs to one belongs to the next step above") String generic) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        int first = cursor == null ? 0 : first(cursor);
        Changes changes = new Changes(
                Parameters.wholeNumber("latency_percent", latencyPercent, 0, MOST_PERCENT, DEFAULT_PERCENT));
        boolean withGeneric = Parameters.flag("generic", generic).orElse(false);
        return anatomy.ofBoth(Topics.DEFAULT_PROJECT, a, b, this::failures,
                (one, other) -> new Comparison(side(one, withGeneric), side(other, withGeneric), changes).page(first,
                        items));
    }

    private static int first(String cursor) {
        long first = Cursor.read(cursor, List.of(Long.class)).getLong(0);
        if (first < 0 || first > Integer.MAX_VALUE) {
            throw Cursor.invalid();
        }
        return (int) first;
    }

    private Uni<RunFailures> failures(RunItems run) {
        return failures.of(Topics.DEFAULT_PROJECT, run.run());
    }

    private static Side side(Anatomy.Read<RunFailures> read, boolean generic) {
        return new Side(read.run(), read.more(), generic);
    }
}
