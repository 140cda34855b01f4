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

/** Reads of what got worse with a version. */
@Path("/v1/regressions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Versions")
public class RegressionResource {

    private final RegressionQuery query;
    private final Clock clock = Clock.systemUTC();

    RegressionResource(RegressionQuery query) {
        this.query = query;
    }

    @GET
    @Operation(summary = "What got worse with versions that were first seen in a span of time, the newest first", description = "Each version is "
            + "compared with the one seen before it of the same agent and environment, in success rate, latency and cost per run. All comparisons "
            + "of the span together have a false discovery rate of 5 %, however they are paged. Versions of which more than 5 % of the runs still "
            + "go on are not judged.")
    public Uni<RegressionList> regressions(@BeanParam RegressionFilter filter, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), RegressionFilter.NAMES, "list");
        return regressions(filter);
    }

    /** The same for a caller that knows all parameters there are. */
    public Uni<RegressionList> regressions(RegressionFilter filter) {
        return query.page(Topics.DEFAULT_PROJECT, filter.read(clock));
    }
}
