package io.agentops.query.failures;

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

/** Reads of what went wrong in a run. */
@Path("/v1/runs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runs without content")
public class FailureResource {

    private final FailureQuery failures;

    FailureResource(FailureQuery failures) {
        this.failures = failures;
    }

    @GET
    @Path("/{run_id}/failures")
    @Operation(summary = "A run's failures, ordered by id", description = "Those the run told as such. Of a run that told none, "
            + "those its tool calls, model and retrieval steps or its error type show, without messages. Messages in the privacy-first form hold no content; those of failures "
            + "reported in the full form are shown as reported, or null where longer than 300 characters or more than a line.")
    public Uni<Page<FailureItem>> ofRun(@PathParam("run_id") String runId, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return failures.ofRun(Topics.DEFAULT_PROJECT, runId, cursor, items);
    }
}
