package io.agentops.query.rca;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.agentops.contract.Topics;
import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.EventId;
import io.smallrye.mutiny.Uni;

/**
 * Decides whether a client gets a stream. This is done before the endpoint, because an endpoint that streams sends its 200
 * before it knows.
 */
class StreamAdmission {

    private static final String ADMITTED = StreamAdmission.class.getName();

    private final RcaRunQuery rcaRuns;
    private final ProgressFeed feed;

    StreamAdmission(RcaRunQuery rcaRuns, ProgressFeed feed) {
        this.rcaRuns = rcaRuns;
        this.feed = feed;
    }

    /** The analysis an admitted client wants to watch. */
    static RcaRunView admitted(ContainerRequestContext request) {
        return (RcaRunView) request.getProperty(ADMITTED);
    }

    /** The last event a client has seen. */
    static EntryId seen(ContainerRequestContext request) {
        String id = request.getHeaderString(EventId.HEADER);
        return id == null ? EntryId.NONE : EntryId.parse(id).orElse(EntryId.NONE);
    }

    @AdmitsWatchers
    @ServerRequestFilter
    Uni<Response> admit(ContainerRequestContext request) {
        feed.places().check();
        String rcaRunId = request.getUriInfo().getPathParameters().getFirst("rca_run_id");
        return rcaRuns.find(Topics.DEFAULT_PROJECT, rcaRunId).map(row -> {
            if (row.status().isFinal() && !ProgressEvent.endOf(row).isAfter(seen(request))) {
                // Tells a client to stop reconnecting.
                return Response.noContent().build();
            }
            request.setProperty(ADMITTED, row);
            return null;
        });
    }
}
