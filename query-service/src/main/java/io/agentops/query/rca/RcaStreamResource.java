package io.agentops.query.rca;

import java.util.List;
import java.util.Map;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;

import io.agentops.contract.Topics;
import io.agentops.http.ProblemException;
import io.smallrye.mutiny.Multi;

/** Streams the progress of an analysis to clients. */
@Path("/rca-runs")
@Tag(name = "RCA")
public class RcaStreamResource {

    private static final int RETRY_AFTER_SECONDS = 5;
    private static final Map<String, List<String>> NEVER_BUFFERED = Map.of(
            HttpHeaders.CACHE_CONTROL, List.of("no-store"),
            "X-Accel-Buffering", List.of("no"));

    private final RcaRunQuery rcaRuns;
    private final ProgressFeed feed;

    RcaStreamResource(RcaRunQuery rcaRuns, ProgressFeed feed) {
        this.rcaRuns = rcaRuns;
        this.feed = feed;
    }

    @GET
    @Path("/{rca_run_id}/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Operation(summary = "The progress of an RCA run, from its begin or from after Last-Event-ID up to its end")
    public RestMulti<OutboundSseEvent> stream(@PathParam("rca_run_id") String rcaRunId,
            @HeaderParam("Last-Event-ID") String lastEventId, @Context Sse sse) {
        if (feed.isFull()) {
            throw ProblemException.unavailable("As many clients follow progress as this service takes.",
                    RETRY_AFTER_SECONDS);
        }
        EventId seen = lastEventId == null ? EventId.NONE : EventId.parse(lastEventId).orElse(EventId.NONE);
        return RestMulti.fromUniResponse(rcaRuns.find(Topics.DEFAULT_PROJECT, rcaRunId),
                row -> hasSeenTheEnd(row, seen) ? Multi.createFrom().empty() : events(row, seen, sse),
                row -> NEVER_BUFFERED,
                // Tells a client to stop reconnecting.
                row -> hasSeenTheEnd(row, seen) ? 204 : 200);
    }

    private Multi<OutboundSseEvent> events(RcaRunView row, EventId seen, Sse sse) {
        return feed.watch(new WatchKey(Topics.DEFAULT_PROJECT, row.rcaRunId()), row, seen)
                .map(event -> outbound(event, sse));
    }

    private static boolean hasSeenTheEnd(RcaRunView row, EventId seen) {
        return row.status().isFinal() && !ProgressEvent.endOf(row).isAfter(seen);
    }

    private static OutboundSseEvent outbound(ProgressEvent event, Sse sse) {
        if (event.data() == null) {
            return sse.newEventBuilder().comment("").build();
        }
        return sse.newEventBuilder().id(event.id().toString()).mediaType(MediaType.TEXT_PLAIN_TYPE)
                .data(String.class, event.data()).build();
    }
}
