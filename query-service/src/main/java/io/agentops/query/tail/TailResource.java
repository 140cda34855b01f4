package io.agentops.query.tail;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.stream.EventId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;

/** Streams runs to clients as they land. */
@Path("/v1/runs")
@Tag(name = "Runs without content")
public class TailResource {

    private final TailFeed feed;

    TailResource(TailFeed feed) {
        this.feed = feed;
    }

    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Runs as they land, as server-sent events", description = "An event 'run' has a run as lists show it, once "
            + "it is stored and again whenever it changes: the newest of a run's events is the run. An event 'notice' tells of the "
            + "stream itself: its code is upstream_unavailable, upstream_restored, skipped, gap or slow_client. With Last-Event-ID "
            + "the stream begins after that event, as far as events are kept.")
    @APIResponse(responseCode = "200", description = "Events, without an end", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Uni<Void> stream(@BeanParam TailFilter filter, @Context UriInfo uri, @Context HttpServerResponse response,
            @HeaderParam(EventId.HEADER) @Parameter(description = "The id of the last event seen") String lastEventId) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), TailFilter.NAMES, "stream");
        return feed.follow(Topics.DEFAULT_PROJECT, filter.predicate(), lastEventId, response);
    }
}
