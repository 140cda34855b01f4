package io.agentops.query.traces;

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

/** Reads of traces as they were reported. */
@Path("/v1/traces")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Traces")
public class TraceResource {

    private final TraceQuery traces;
    private final SpanQuery spans;

    TraceResource(TraceQuery traces, SpanQuery spans) {
        this.traces = traces;
        this.spans = spans;
    }

    @GET
    @Path("/{trace_id}")
    @Operation(summary = "A trace, with the runs read from it and counts of what was reported")
    public Uni<TraceView> trace(@PathParam("trace_id") String traceId) {
        return traces.find(Topics.DEFAULT_PROJECT, traceId);
    }

    @GET
    @Path("/{trace_id}/spans")
    @Operation(summary = "A trace's spans as they are kept, ordered by start", description = "Spans of which only events are "
            + "known have no start and come last.")
    public Uni<Page<SpanView>> spans(@PathParam("trace_id") String traceId, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return spans.ofTrace(Topics.DEFAULT_PROJECT, traceId, cursor, items);
    }
}
