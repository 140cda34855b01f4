package io.agentops.query.stats;

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

/** Sums up the runs of a span of time. */
@Path("/v1/stats")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Statistics")
public class StatsResource {

    private final StatsQuery query;
    private final Clock clock = Clock.systemUTC();

    StatsResource(StatsQuery query) {
        this.query = query;
    }

    @GET
    @Operation(summary = "Figures over the runs that started in a span of time", description = "In all, by agent and version, step type, tool, "
            + "model and failure, and by interval where one is given. Runs count as soon as they are stored. Counts, tokens and costs are exact; "
            + "a quantile is within 4.5 % of the latency that has its rank. Where the "
            + "span begins or ends within an hour of more than 1,000 runs, the whole hour is told, as from and to say.")
    public Uni<Stats> stats(@BeanParam StatsFilter filter, @Context UriInfo uri) {
        RunFilter.refuseUnknown(uri.getQueryParameters().keySet(), StatsFilter.NAMES, "query");
        return stats(filter);
    }

    /** The same for a caller that knows all parameters there are. */
    public Uni<Stats> stats(StatsFilter filter) {
        Span span = filter.validated().span(clock);
        return query.of(Topics.DEFAULT_PROJECT, filter, span, filter.interval(span));
    }
}
