package io.agentops.query.alerts;

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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.outline.RunFilter;
import io.agentops.query.page.Page;
import io.smallrye.mutiny.Uni;

/** Reads of what rules found. */
@Path("/v1/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Alerts")
public class AlertResource {

    private final AlertQuery alerts;

    AlertResource(AlertQuery alerts) {
        this.alerts = alerts;
    }

    @GET
    @Operation(summary = "What alert rules found, the newest first")
    public Uni<Page<AlertItem>> list(@BeanParam AlertFilter filter, @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), AlertFilter.NAMES, "list");
        int items = Parameters.wholeNumber("limit", limit, 1, Page.MAX_LIMIT, Page.DEFAULT_LIMIT);
        return alerts.page(Topics.DEFAULT_PROJECT, filter, cursor, items);
    }

    @GET
    @Path("/{alert_id}")
    @Operation(summary = "What an alert rule found, how it came about, and who was told")
    public Uni<AlertView> alert(@PathParam("alert_id") String id) {
        return alerts.find(Topics.DEFAULT_PROJECT, id);
    }
}
