package io.agentops.query.stats;

import java.util.List;
import java.util.stream.IntStream;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.agentops.contract.Topics;
import io.agentops.http.Parameters;
import io.agentops.query.failures.FailureRows;
import io.agentops.query.live.HungRuns;
import io.agentops.query.page.Reads;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Sums up the runs of the last hours. */
@Path("/metrics/overview")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Statistics")
public class OverviewResource {

    private static final int MAX_HOURS = 8760;
    private static final int DEFAULT_HOURS = 24;

    /**
     * A run's day never lies before the UTC day of its start, since only its start can move, and only back. The day more is
     * kept so that runs of clocks a little off stay in.
     */
    private static final String OVERVIEW = """
            WITH span AS MATERIALIZED (
                SELECT now() - make_interval(hours => $2) AS since
            ), chosen AS MATERIALIZED (
                SELECT r.project_id, r.day, r.run_id, r.status, r.started_at, r.total_cost_usd
                  FROM run r
                 WHERE r.project_id = $1
                   AND r.day >= (SELECT (since AT TIME ZONE 'UTC')::date - 1 FROM span)
                   AND r.started_at >= (SELECT since FROM span)
                   AND r.started_at <= now()
            ), failing AS (
                SELECT c.tool_name, count(*) AS failed
                  FROM chosen r
                  JOIN tool_call c ON c.project_id = $1 AND c.day = r.day AND c.run_id = r.run_id
                 WHERE c.day >= (SELECT (since AT TIME ZONE 'UTC')::date - 1 FROM span)
                   AND\s""" + FailureRows.FAILED_CALL
            + """
                         GROUP BY c.tool_name
                         ORDER BY failed DESC, c.tool_name
                         LIMIT 10
                    ), latency AS (
                        SELECT percentile_cont(0.95) WITHIN GROUP (ORDER BY
                                 coalesce(s.latency_ms, extract(epoch FROM s.ended_at - s.started_at)::float8 * 1000)) AS p95
                          FROM chosen r
                          JOIN step s ON s.project_id = $1 AND s.day = r.day AND s.run_id = r.run_id
                         WHERE s.day >= (SELECT (since AT TIME ZONE 'UTC')::date - 1 FROM span)
                    )
                    SELECT count(*) AS runs,
                           coalesce(round(100.0 * count(*) FILTER (WHERE status = 'success') / nullif(count(*), 0), 2), 0)::float8
                               AS success_rate,
                           coalesce(sum(total_cost_usd), 0) AS cost,
                           coalesce((SELECT p95 FROM latency), 0)::float8 AS p95,
                           ARRAY(SELECT tool_name FROM failing ORDER BY failed DESC, tool_name)::text[] AS tools,
                           ARRAY(SELECT failed FROM failing ORDER BY failed DESC, tool_name) AS counts,
                           (SELECT count(*) FROM chosen r
                    """
            + HungRuns.join("$3") + """
                             WHERE r.status = 'running' AND hung.since IS NOT NULL) AS hung_runs
                      FROM chosen
                    """;

    private final Reads reads;
    private final HungRuns hungRuns;

    OverviewResource(Reads reads, HungRuns hungRuns) {
        this.reads = reads;
        this.hungRuns = hungRuns;
    }

    @GET
    @Operation(summary = "How the runs of the last hours went")
    public Uni<Overview> overview(@QueryParam("hours") String hours) {
        int span = Parameters.wholeNumber("hours", hours, 1, MAX_HOURS, DEFAULT_HOURS);
        return reads.rows(OVERVIEW, Tuple.of(Topics.DEFAULT_PROJECT, span, hungRuns.seconds()))
                .map(rows -> overview(rows.iterator().next()));
    }

    private static Overview overview(Row row) {
        String[] tools = row.getArrayOfStrings("tools");
        Long[] counts = row.getArrayOfLongs("counts");
        List<Overview.FailingTool> failing = IntStream.range(0, tools.length)
                .mapToObj(place -> new Overview.FailingTool(tools[place], counts[place]))
                .toList();
        return new Overview(row.getLong("runs"), row.getDouble("success_rate"), row.getLong("hung_runs"), failing,
                row.getDouble("p95"), row.getBigDecimal("cost"));
    }
}
