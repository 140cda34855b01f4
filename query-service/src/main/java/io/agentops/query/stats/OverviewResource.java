package io.agentops.query.stats;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.live.HungRuns;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;

/** Sums up the runs of the last hours. */
@Path("/metrics/overview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Statistics")
public class OverviewResource {

    private static final int MAX_HOURS = 8760;
    private static final int DEFAULT_HOURS = 24;
    private static final int TOP_TOOLS = 10;

    private static final String HUNG = """
            SELECT count(*) AS hung_runs
              FROM run r
            """ + HungRuns.join("$4")
            + """
                    WHERE r.project_id = $1 AND r.day >= $5 AND r.status = 'running' AND r.started_at >= $2 AND r.started_at < $3
                      AND hung.since IS NOT NULL""";

    private final StatsQuery stats;
    private final Reads reads;
    private final HungRuns hungRuns;
    private final Clock clock = Clock.systemUTC();

    OverviewResource(StatsQuery stats, Reads reads, HungRuns hungRuns) {
        this.stats = stats;
        this.reads = reads;
        this.hungRuns = hungRuns;
    }

    @GET
    @Operation(summary = "How the runs of the last hours went", description = "The latency is within 4.5 % of the one that has its rank.")
    public Uni<Overview> overview(@QueryParam("hours") String hours) {
        int length = Parameters.wholeNumber("hours", hours, 1, MAX_HOURS, DEFAULT_HOURS);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Span span = new Span(now.minus(Duration.ofHours(length)), Times.ceiling(now, ChronoUnit.HOURS));
        return Uni.combine().all()
                .unis(stats.of(Topics.DEFAULT_PROJECT, new StatsFilter(), span, Optional.empty()), hung(span))
                .with(OverviewResource::overview);
    }

    private Uni<Long> hung(Span span) {
        // A run's day never lies before the one on which it started.
        LocalDate day = LocalDate.ofInstant(span.from(), ZoneOffset.UTC).minusDays(1);
        return reads
                .rows(HUNG,
                        Tuple.of(Topics.DEFAULT_PROJECT, Times.utc(span.from()), Times.utc(span.to()),
                                hungRuns.seconds(), day))
                .map(rows -> rows.iterator().next().getLong("hung_runs"));
    }

    private static Overview overview(Stats stats, long hungRuns) {
        List<Overview.FailingTool> failing = stats.tools().stream().filter(tool -> tool.calls().failed() > 0)
                .limit(TOP_TOOLS)
                .map(tool -> new Overview.FailingTool(tool.tool(), tool.calls().failed())).toList();
        Latency latency = stats.steps().latencyMs();
        return new Overview(stats.runs().total(), stats.runs().successRate(), hungRuns, failing,
                latency == null ? 0 : latency.p95(),
                stats.runs().totalCostUsd());
    }
}
