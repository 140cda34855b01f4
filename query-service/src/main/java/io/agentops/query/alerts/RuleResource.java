package io.agentops.query.alerts;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Reads of rules that watch runs. */
@Path("/v1/alert-rules")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Alerts")
public class RuleResource {

    private final RuleQuery rules;

    RuleResource(RuleQuery rules) {
        this.rules = rules;
    }

    @GET
    @Operation(summary = "Alert rules and where they stand, the newest first")
    public Uni<Page<RuleItem>> list(@QueryParam("limit") String limit, @QueryParam("cursor") String cursor,
            @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), AlertFilter.PAGE, "list");
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return rules.page(Topics.DEFAULT_PROJECT, cursor, items);
    }

    @GET
    @Path("/{rule_id}")
    @Operation(summary = "An alert rule with what it asks for and who is told", description = "Of a receiver's URL only scheme, host and port are "
            + "shown, and of its secret nothing.")
    public Uni<RuleView> rule(@PathParam("rule_id") String id) {
        return rules.find(Topics.DEFAULT_PROJECT, id);
    }
}
