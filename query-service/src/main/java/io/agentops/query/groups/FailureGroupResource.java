package io.agentops.query.groups;

import java.time.Clock;
import java.util.Optional;

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
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Reads of groups of runs that failed the same way. */
@Path("/v1/failure-groups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Failure groups")
public class FailureGroupResource {

    private final GroupQuery groups;
    private final Clock clock = Clock.systemUTC();

    FailureGroupResource(GroupQuery groups) {
        this.groups = groups;
    }

    @GET
    @Operation(summary = "Groups of runs that failed the same way", description = "Those with runs that started in the hours asked for, "
            + "with counts, versions and a trend of these runs. first_seen and last_seen are of all runs that are kept. Its runs are those "
            + "of GET /v1/runs?q=group:{group_id}.")
    public Uni<Page<FailureGroup>> groups(@BeanParam GroupFilter filter, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), GroupFilter.NAMES, "list");
        return groups(filter, limit, cursor);
    }

    /** The same for a caller that knows all parameters there are. */
    public Uni<Page<FailureGroup>> groups(GroupFilter filter, String limit, String cursor) {
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        Optional<GroupPlace> after = Optional.ofNullable(cursor).map(text -> GroupPlace.fromCursor(text, filter));
        return groups.page(Topics.DEFAULT_PROJECT, filter,
                after.map(GroupPlace::span).orElseGet(() -> filter.span(clock)),
                after, items);
    }

    @GET
    @Path("/{group_id}")
    @Operation(summary = "One group of runs that failed the same way", description = "With a finer trend and more of its runs than lists show.")
    @APIResponse(responseCode = "200", description = "The group, whether or not any of its runs started in the hours asked for")
    @APIResponse(responseCode = "404", description = "No group is known by this id")
    public Uni<FailureGroup> group(@PathParam("group_id") String groupId, @QueryParam("from") String from,
            @QueryParam("to") String to, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), GroupFilter.NAMES_OF_ONE, "read");
        GroupFilter filter = new GroupFilter();
        filter.from = from;
        filter.to = to;
        if (groupId.indexOf('\0') >= 0) {
            throw GroupQuery.unknown();
        }
        return groups.find(Topics.DEFAULT_PROJECT, groupId, filter, filter.span(clock));
    }
}
