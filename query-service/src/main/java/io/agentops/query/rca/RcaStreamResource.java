package io.agentops.query.rca;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

import io.agentops.contract.Topics;
import io.agentops.query.stream.EventId;
import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerResponse;

/** Streams the progress of an analysis to clients. */
@Path("/rca-runs")
@Tag(name = "RCA")
public class RcaStreamResource {

    private final ProgressFeed feed;

    RcaStreamResource(ProgressFeed feed) {
        this.feed = feed;
    }

    @GET
    @Path("/{rca_run_id}/stream")
    @AdmitsWatchers
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.TEXT_PLAIN)
    @Operation(summary = "The progress of an RCA run, from its begin or from after Last-Event-ID up to its end")
    @Parameter(name = "rca_run_id", in = ParameterIn.PATH, required = true, schema = @Schema(type = SchemaType.STRING))
    @Parameter(name = EventId.HEADER, in = ParameterIn.HEADER, schema = @Schema(type = SchemaType.STRING))
    public Multi<OutboundSseEvent> stream(@Context ContainerRequestContext request,
            @Context HttpServerResponse response,
            @Context Sse sse) {
        // Quarkus REST sends headers of its own only before server-sent events.
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store").putHeader("X-Accel-Buffering", "no");
        RcaRunView row = StreamAdmission.admitted(request);
        return feed.watch(new WatchKey(Topics.DEFAULT_PROJECT, row.rcaRunId()), row, StreamAdmission.seen(request))
                .map(event -> outbound(event, sse));
    }

    private static OutboundSseEvent outbound(ProgressEvent event, Sse sse) {
        if (event.data() == null) {
            return sse.newEventBuilder().comment("").build();
        }
        return sse.newEventBuilder().id(event.id().toString()).data(String.class, event.data()).build();
    }
}
