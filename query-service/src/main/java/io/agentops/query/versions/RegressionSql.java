package io.agentops.query.versions;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.agentops.query.search.Window;

/** What a search for regressions asks the database. */
final class RegressionSql {

    /** How long before the span runs of the versions before are looked for, and the rest of that day. */
    private static final Duration BEFORE = Duration.ofDays(30);

    /** How many failed runs of an agent are read to find some of a version. */
    private static final long MOST_LOOKED_AT = 5_000;

    private RegressionSql() {}

    /**
     * The newest versions that are to be compared, and those they are compared with: each once, with {@code previous} where it is to be
     * compared. Hours are read for counts and costs; histograms of days that were summed up, and with them of what was not. A version whose
     * first hour is among the oldest that are kept may be older than it seems, and is none that is new.
     */
    static Statement versions(String projectId, RegressionFilter.Asked asked, int most) {
        Instant since = asked.span().since().minus(BEFORE).truncatedTo(ChronoUnit.DAYS);
        Instant until = asked.span().until();
        Instant lastDay = until.truncatedTo(ChronoUnit.DAYS);
        Statement statement = new Statement()
                .add("WITH kept AS NOT MATERIALIZED (SELECT s.agent_name, coalesce(s.environment, '') AS place, s.agent_version, s.hour,")
                .add(" s.folded, s.total, s.succeeded, s.cost_usd, s.buckets, s.counts FROM run_stat s")
                .add(" WHERE s.project_id = ? AND s.kind = 'run' AND s.hour >= ? AND s.hour < ?", projectId,
                        Times.utc(since), Times.utc(until));
        addLabels(statement, asked);
        statement.add(
                "), days AS (SELECT s.agent_name, coalesce(s.environment, '') AS place, s.agent_version, s.buckets, s.counts")
                .add(" FROM run_stat_sum s")
                .add(" WHERE s.project_id = ? AND s.grain = 'agent_day' AND s.kind = 'run' AND s.start >= ? AND s.start < ?",
                        projectId, Times.utc(since), Times.utc(lastDay));
        addLabels(statement, asked);
        statement.add("), unfinished AS (SELECT s.agent_name, coalesce(s.environment, '') AS place, s.agent_version,")
                .add(" count(*) AS running FROM run s WHERE s.project_id = ? AND s.day >= ? AND s.status = 'running'",
                        projectId, Window.firstDay(since))
                .add(" AND s.started_at >= ? AND s.started_at < ?", Times.utc(since), Times.utc(until));
        addLabels(statement, asked);
        return statement.add(
                """
                         GROUP BY s.agent_name, coalesce(s.environment, ''), s.agent_version
                        ), hours AS (
                            SELECT agent_name AS agent, place AS environment, agent_version AS version, hour, sum(total) AS total,
                                   sum(succeeded) AS succeeded, sum(cost_usd) AS cost
                              FROM kept GROUP BY agent_name, place, agent_version, hour HAVING sum(total) > 0
                        ), costs AS (
                            SELECT h.*, h.cost - h.total * (sum(h.cost) OVER of_version / sum(h.total) OVER of_version) AS off
                              FROM hours h WINDOW of_version AS (PARTITION BY h.agent, h.environment, h.version)
                        ), versions AS (
                            SELECT agent, environment, version, min(hour) AS first_seen, max(hour) AS last_seen, sum(total)::bigint AS total,
                                   sum(succeeded)::bigint AS succeeded, sum(cost)::float8 AS cost, sum(off * off)::float8 AS squares, count(*)::integer AS hours
                              FROM costs GROUP BY agent, environment, version HAVING sum(total) >= ?::bigint
                        ), ordered AS (
                            SELECT v.*, lag(version) OVER (PARTITION BY agent, environment ORDER BY first_seen, version) AS previous FROM versions v
                        ), fitting AS (
                            SELECT o.*, previous IS NOT NULL AND first_seen >= greatest(?::timestamptz, (
                                       SELECT min(s.hour) + interval '1 day' FROM run_stat s WHERE s.project_id = ?)) AS fits
                              FROM ordered o
                        ), placed AS (
                            SELECT f.*, fits AND row_number() OVER (ORDER BY fits DESC, first_seen DESC, agent, environment, version) <= ? AS compared
                              FROM fitting f
                        ), paired AS (
                            SELECT p.*, lead(compared) OVER (PARTITION BY agent, environment ORDER BY first_seen, version) AS compared_with
                              FROM placed p
                        ), wanted AS MATERIALIZED (
                            SELECT p.*, coalesce(u.running, 0) AS running
                              FROM paired p
                              LEFT JOIN unfinished u ON u.agent_name = p.agent AND u.place = p.environment AND u.agent_version = p.version
                             WHERE compared OR compared_with
                        ), latencies AS (
                            SELECT agent_name, place, agent_version, buckets, counts FROM days
                            UNION ALL
                            SELECT agent_name, place, agent_version, buckets, counts FROM kept WHERE NOT folded OR hour >= ?
                        ), parts AS (
                            SELECT agent, environment, version, CASE WHEN compared THEN previous END AS previous, first_seen, last_seen, total, running,
                                   succeeded, cost, squares, hours, NULL::integer AS bucket, NULL::bigint AS in_bucket
                              FROM wanted
                            UNION ALL
                            SELECT w.agent, w.environment, w.version, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, u.bucket,
                                   sum(u.in_bucket)::bigint
                              FROM latencies l
                              JOIN wanted w ON w.agent = l.agent_name AND w.environment = l.place AND w.version = l.agent_version
                             CROSS JOIN LATERAL unnest(l.buckets, l.counts) AS u(bucket, in_bucket)
                             GROUP BY w.agent, w.environment, w.version, u.bucket HAVING sum(u.in_bucket) > 0
                        )
                        SELECT agent, environment, version, max(previous) AS previous, max(first_seen) AS first_seen, max(last_seen) AS last_seen,
                               max(total) AS total, max(running) AS running, max(succeeded) AS succeeded,
                               max(cost) AS cost, max(squares) AS squares, max(hours) AS hours,
                               coalesce(array_agg(bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS buckets,
                               coalesce(array_agg(in_bucket) FILTER (WHERE bucket IS NOT NULL), '{}') AS counts
                          FROM parts
                         GROUP BY agent, environment, version
                        """,
                (long) Regressions.MINIMUM_RUNS, Times.utc(asked.span().since()), projectId, (long) most,
                Times.utc(lastDay));
    }

    private static void addLabels(Statement statement, RegressionFilter.Asked asked) {
        statement.add(" AND s.agent_version IS NOT NULL");
        asked.agent().ifPresent(agent -> statement.add(" AND s.agent_name = ?", agent));
        asked.environment().ifPresent(environment -> statement.add(" AND s.environment = ?", environment));
    }

    /**
     * The latest runs that failed of each of some versions, looked for among the latest ones of their agents. A second bound in time there
     * would make these seem so few that all would be read and sorted.
     */
    static Statement failing(String projectId, List<VersionPair> versions, int most) {
        Instant earliest = versions.stream().map(VersionPair::firstSeen).min(Comparator.naturalOrder()).orElseThrow();
        return new Statement()
                .add("""
                        SELECT w.agent, w.environment, w.version, f.run_id
                          FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
                                   AS w(agent, environment, version, first_seen, last_seen)
                         CROSS JOIN LATERAL (""",
                        strings(versions, VersionPair::agent), strings(versions, VersionPair::environment),
                        strings(versions, VersionPair::version), times(versions, VersionPair::firstSeen),
                        times(versions, VersionPair::lastSeen))
                .add("""
                              SELECT l.run_id, l.started_at
                                FROM (SELECT r.run_id, r.started_at, r.agent_version, r.environment
                                        FROM run r
                                       WHERE r.project_id = ? AND r.day >= ? AND r.agent_name = w.agent AND r.status = 'failure'
                                         AND r.started_at < w.last_seen + interval '1 hour'
                                       ORDER BY r.started_at DESC LIMIT ?) AS l
                               WHERE l.started_at >= w.first_seen AND l.agent_version = w.version AND coalesce(l.environment, '') = w.environment
                               ORDER BY l.started_at DESC, l.run_id LIMIT ?) AS f
                        ORDER BY w.agent, w.environment, w.version, f.started_at DESC, f.run_id""",
                        projectId, Window.firstDay(earliest), MOST_LOOKED_AT, (long) most);
    }

    private static String[] strings(List<VersionPair> versions, Function<VersionPair, String> of) {
        return versions.stream().map(of).toArray(String[]::new);
    }

    private static OffsetDateTime[] times(List<VersionPair> versions, Function<VersionPair, Instant> of) {
        return versions.stream().map(of).map(Times::utc).toArray(OffsetDateTime[]::new);
    }
}
