package io.agentops.query.versions;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.agentops.query.search.Window;

/** What a comparison of two versions asks the database. */
final class VersionDiffSql {

    private static final List<String> ENDED = List.of("success", "failure", "partial");
    /** How many of an agent's runs are read to find those of a version. */
    private static final long MOST_LOOKED_AT = 50_000;

    private VersionDiffSql() {}

    /** Whether a run of the agent ended, as {@code known}. */
    static Statement agent(String projectId, VersionDiffFilter.Asked asked) {
        Statement statement = new Statement().add("SELECT EXISTS (SELECT ");
        addKept(statement, projectId, asked, "run");
        return statement.add(") AS known");
    }

    /** A row for {@link VersionFigures#of} of each version of which a run ended. */
    static Statement figures(String projectId, VersionDiffFilter.Asked asked) {
        Statement statement = new Statement().add("WITH figures AS (SELECT * ");
        addKept(statement, projectId, asked, "run");
        addVersions(statement, asked);
        addUnfinished(statement.add("), unfinished AS ("), projectId, asked);
        return statement
                .add("""
                        ), hours AS (
                            SELECT agent_version, hour FROM figures GROUP BY agent_version, hour HAVING sum(total) > 0
                        ), seen AS (
                            SELECT agent_version, min(hour) AS first_seen, max(hour) AS last_seen FROM hours GROUP BY agent_version
                        ), sums AS (
                            SELECT agent_version, sum(total)::bigint AS total, sum(succeeded)::bigint AS succeeded, sum(failed)::bigint AS failed,
                                   sum(tokens_prompt) AS tokens_prompt, sum(tokens_completion) AS tokens_completion, sum(cost_usd) AS cost_usd
                              FROM figures GROUP BY agent_version HAVING sum(total) > 0
                        ), filled AS (
                            SELECT f.agent_version, u.bucket, sum(u.in_bucket)::bigint AS in_bucket
                              FROM figures f CROSS JOIN LATERAL unnest(f.buckets, f.counts) AS u(bucket, in_bucket)
                             GROUP BY f.agent_version, u.bucket HAVING sum(u.in_bucket) > 0
                        ), histograms AS (
                            SELECT agent_version, array_agg(bucket) AS buckets, array_agg(in_bucket) AS counts FROM filled GROUP BY agent_version
                        )
                        SELECT s.*, e.first_seen, e.last_seen, coalesce(u.running, 0) AS running,
                               coalesce(h.buckets, '{}') AS buckets, coalesce(h.counts, '{}') AS counts
                          FROM sums s
                          JOIN seen e ON e.agent_version = s.agent_version
                          LEFT JOIN unfinished u ON u.agent_version = s.agent_version
                          LEFT JOIN histograms h ON h.agent_version = s.agent_version
                        """);
    }

    /** How many runs of each version had failures of each kind, those of most first. */
    static Statement failures(String projectId, VersionDiffFilter.Asked asked, int most) {
        Statement statement = new Statement()
                .add("SELECT s.name, s.code, coalesce(sum(s.failed) FILTER (WHERE s.agent_version = ?), 0)::bigint AS before,",
                        asked.from())
                .add(" coalesce(sum(s.failed) FILTER (WHERE s.agent_version = ?), 0)::bigint AS after ", asked.to());
        addKept(statement, projectId, asked, "failure");
        addVersions(statement, asked);
        return statement.add("""
                 GROUP BY s.name, s.code
                HAVING sum(s.failed) > 0
                 ORDER BY sum(s.failed) DESC, s.name, s.code
                 LIMIT ?""", (long) most);
    }

    /**
     * The latest ended runs of both versions, for {@link Sample}. Steps and calls are counted of the later version alone.
     *
     * @param from bounds in time where its runs are looked for, as {@code to} does
     */
    static Statement sample(String projectId, VersionDiffFilter.Asked asked, VersionFigures from, VersionFigures to) {
        Statement statement = new Statement().add("WITH sample AS MATERIALIZED (");
        addLatest(statement, projectId, asked, from, false);
        statement.add(" UNION ALL ");
        addLatest(statement, projectId, asked, to, true);
        return statement.add(
                """
                        )
                        SELECT s.later, s.status, s.total_cost_usd::float8 AS cost, s.environment, s.conversation_id IS NOT NULL AS in_conversation,
                               s.parent_run_id IS NOT NULL AS nested, extract(hour FROM s.started_at AT TIME ZONE 'UTC')::integer AS hour,
                               s.facets[1:?] AS labels, steps.steps, greatest(steps.retries, calls.retries) AS retries
                          FROM sample s
                         CROSS JOIN LATERAL (
                               SELECT count(*) AS steps, coalesce(max(i.retries), 0) AS retries
                                 FROM (SELECT c.retries FROM step c
                                        WHERE s.later AND c.project_id = ? AND c.day = s.day AND c.run_id = s.run_id LIMIT ?) AS i) AS steps
                         CROSS JOIN LATERAL (
                               SELECT coalesce(max(i.retries), 0) AS retries
                                 FROM (SELECT c.retries FROM tool_call c
                                        WHERE s.later AND c.project_id = ? AND c.day = s.day AND c.run_id = s.run_id LIMIT ?) AS i) AS calls
                        """,
                Sample.MOST_LABELS, projectId, Sample.MOST_ITEMS + 1L, projectId, Sample.MOST_ITEMS + 1L);
    }

    private static void addUnfinished(Statement statement, String projectId, VersionDiffFilter.Asked asked) {
        statement.add("SELECT s.agent_version, count(*) AS running FROM run s WHERE s.project_id = ? AND s.day >= ?",
                projectId, Window.firstDay(asked.span().since()))
                .add(" AND s.agent_name = ? AND s.status = 'running' AND s.started_at >= ? AND s.started_at < ?",
                        asked.agent(), Times.utc(asked.span().since()), Times.utc(asked.span().until()));
        addEnvironment(statement, asked);
        addVersions(statement, asked);
        statement.add(" GROUP BY s.agent_version");
    }

    /** Of each status apart, so that an index has them in this order; of all together, so that none reaches back farther than others. */
    private static void addLatest(Statement statement, String projectId, VersionDiffFilter.Asked asked,
            VersionFigures version, boolean later) {
        Instant end = version.lastSeen().plus(1, ChronoUnit.HOURS);
        statement.add("(SELECT ?::boolean AS later, s.* FROM (SELECT e.* FROM (", later);
        for (int i = 0; i < ENDED.size(); i++) {
            statement.add(i == 0 ? "(" : " UNION ALL (")
                    .add("""
                            SELECT r.day, r.run_id, r.status, r.started_at, r.agent_version, r.total_cost_usd, r.environment, r.conversation_id,
                                   r.parent_run_id, r.facets
                              FROM run r
                             WHERE r.project_id = ? AND r.day >= ? AND r.agent_name = ? AND r.status = ? AND r.started_at >= ? AND r.started_at < ?
                             ORDER BY r.started_at DESC LIMIT ?)""",
                            projectId, Window.firstDay(version.firstSeen()), asked.agent(), ENDED.get(i),
                            Times.utc(version.firstSeen()), Times.utc(end), MOST_LOOKED_AT);
        }
        statement.add(") AS e ORDER BY e.started_at DESC LIMIT ?) AS s WHERE s.agent_version = ?", MOST_LOOKED_AT,
                version.version());
        addEnvironment(statement, asked);
        statement.add(" ORDER BY s.started_at DESC, s.run_id LIMIT ?)", (long) Sample.MOST_RUNS);
    }

    private static void addKept(Statement statement, String projectId, VersionDiffFilter.Asked asked, String kind) {
        statement
                .add("FROM run_stat s WHERE s.project_id = ? AND s.kind = ? AND s.hour >= ? AND s.hour < ?", projectId,
                        kind,
                        Times.utc(asked.span().since()), Times.utc(asked.span().until()))
                .add(" AND s.agent_name = ?", asked.agent());
        addEnvironment(statement, asked);
    }

    private static void addEnvironment(Statement statement, VersionDiffFilter.Asked asked) {
        asked.environment().ifPresent(environment -> statement.add(" AND s.environment = ?", environment));
    }

    private static void addVersions(Statement statement, VersionDiffFilter.Asked asked) {
        statement.add(" AND s.agent_version IN (?, ?)", asked.from(), asked.to());
    }
}
