package io.agentops.query.versions;

import java.time.Clock;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.query.outline.RunFilter;
import io.smallrye.mutiny.Uni;

/** Compares versions of an agent. */
@Path("/v1/agents/{name}/versions/diff")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Versions")
public class VersionDiffResource {

    private final VersionDiffQuery query;
    private final Clock clock = Clock.systemUTC();

    VersionDiffResource(VersionDiffQuery query) {
        this.query = query;
    }

    @GET
    @Operation(summary = "What differs between two versions of an agent", description = "Each difference has a 95 % interval and a test; "
            + "a verdict is worse, better, no_difference or not_enough_data. Failures and tools are adjusted for how many there are. Also what "
            + "sets the failing runs of the later version apart: labels alone, never metadata, whose values may be content. Ended runs count; "
            + "costs, tools and attributes are of at most the 5,000 latest ones of each version.")
    public Uni<VersionDiff> diff(@BeanParam VersionDiffFilter filter, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), VersionDiffFilter.NAMES, "comparison");
        return diff(filter);
    }

    /** The same for a caller that knows all parameters there are. */
    public Uni<VersionDiff> diff(VersionDiffFilter filter) {
        return query.of(Topics.DEFAULT_PROJECT, filter.read(clock));
    }
}
