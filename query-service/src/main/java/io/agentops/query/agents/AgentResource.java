package io.agentops.query.agents;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
import io.agentops.http.Parameters;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.page.Page;
import io.agentops.query.stream.EventId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;

/** Reads of agents. */
@Path("/agents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Agents")
public class AgentResource {

    private static final int DEFAULT_MINUTES = 60;
    private static final int MOST_MINUTES = 1440;

    private final AgentQuery agents;
    private final AgentFeed feed;

    AgentResource(AgentQuery agents, AgentFeed feed) {
        this.agents = agents;
        this.feed = feed;
    }

    @GET
    @Operation(summary = "Agents and how they are now, by their ids")
    public Uni<Page<AgentItem>> list(@BeanParam AgentFilter filter,
            @QueryParam("status") @Parameter(description = "HEALTHY, DEGRADED, UNHEALTHY, RECOVERING or UNKNOWN") String status,
            @QueryParam("limit") String limit, @QueryParam("cursor") String cursor, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), AgentFilter.OF_LIST, "list");
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return agents.page(Topics.DEFAULT_PROJECT, filter, status, cursor, items);
    }

    @GET
    @Path("/{agent_id}")
    @Operation(summary = "An agent: how it is, what happened to it, and how it was by the minute")
    public Uni<AgentView> agent(@PathParam("agent_id") String id,
            @QueryParam("minutes") @Parameter(description = "How far back, 1 to 1440; 60 by default") String minutes) {
        return agents.find(Topics.DEFAULT_PROJECT, id,
                Parameters.wholeNumber("minutes", minutes, 1, MOST_MINUTES, DEFAULT_MINUTES));
    }

    @GET
    @Path("/{agent_id}/faults")
    @Operation(summary = "Faults that were asked for of an agent, the newest first")
    public Uni<Page<FaultView>> faults(@PathParam("agent_id") String id, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return agents.faults(Topics.DEFAULT_PROJECT, id, cursor,
                Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT));
    }

    @GET
    @Path("/{agent_id}/recoveries")
    @Operation(summary = "Recoveries of an agent, the newest first")
    public Uni<Page<RecoveryView>> recoveries(@PathParam("agent_id") String id, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        return agents.recoveries(Topics.DEFAULT_PROJECT, id, cursor,
                Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT));
    }

    @GET
    @Path("/stream")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(summary = "Agents as they change, as server-sent events", description = "First events 'snapshot' with the ids and statuses of all "
            + "agents, in parts of which the last says so; then an event 'agent' whenever more of one changes than its figures: the newest of "
            + "an agent's events is the agent. With Last-Event-ID the stream begins with the agents that changed since that event. An event "
            + "'notice' tells of the stream itself: its code is upstream_unavailable, upstream_restored, skipped or slow_client.")
    @APIResponse(responseCode = "200", description = "Events, without an end", content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    public Uni<Void> stream(@BeanParam AgentFilter filter, @Context UriInfo uri, @Context HttpServerResponse response,
            @HeaderParam(EventId.HEADER) @Parameter(description = "The id of the last event seen") String lastEventId) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), AgentFilter.OF_STREAM, "stream");
        return feed.follow(Topics.DEFAULT_PROJECT, filter.predicate(), lastEventId, response);
    }
}
