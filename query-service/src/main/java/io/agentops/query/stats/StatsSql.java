package io.agentops.query.stats;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;

/**
 * Adds figures up in the database. Of whole days and hours that were summed up, the sums are read: those of all agents, or where only
 * some runs count, those of each. What was added since is read as it is; runs in parts of hours, and those that still go on, are counted.
 */
final class StatsSql {

    private static final String FIGURES = """
            kind, agent_name, agent_version, name, code, 0::bigint AS running, total, succeeded, failed, tokens_prompt, tokens_completion,
            cost_usd, buckets, counts""";

    private static final String DAYS = "SELECT start, " + FIGURES + """
             FROM run_stat_sum
            WHERE project_id = ? AND grain = '%s' AND start >= ? AND start < ? AND kind %s""";
    private static final String HOURS = "SELECT start, " + FIGURES + """
             FROM run_stat_sum
            WHERE project_id = ? AND grain = 'hour' AND start >= ? AND start < ? AND kind %s""";
    private static final String AGENT_HOURS = "SELECT hour AS start, " + FIGURES + """
             FROM run_stat
            WHERE project_id = ? AND folded AND hour >= ? AND hour < ? AND kind %s""";
    private static final String ADDED = "SELECT hour AS start, " + FIGURES + """
             FROM run_stat
            WHERE project_id = ? AND NOT folded AND hour >= ? AND hour < ? AND kind <> 'group'""";

    private static final String COUNTED = "SELECT hour AS start, " + FIGURES + """
             FROM run_figures_between(?, ?, ?, ?::text, ?::text, ?::text)
            WHERE kind <> 'group'
            """;

    private static final String GOING_ON = """
            SELECT hour, 'run', agent_name, agent_version, '', '', count(*), count(*), 0, 0, coalesce(sum(tokens_prompt), 0),
                   coalesce(sum(tokens_completion), 0), coalesce(sum(total_cost_usd), 0), '{}', '{}'
              FROM (SELECT date_trunc('hour', started_at, 'UTC') AS hour, * FROM run) AS r
             WHERE project_id = ? AND day >= ? AND status = 'running' AND started_at >= ? AND started_at < ?""";

    private static final String RUNS = "= 'run'";
    private static final String OTHERS = "IN ('step', 'tool', 'model', 'failure')";
    private static final long MOST_COUNTED = 1000;
    private static final Duration DAY = Duration.ofDays(1);

    /** Keys are numbered, and those of all of a kind below zero, since buckets are many and numbers are quickly told apart. */
    private static final String RESULT = """
            ), keyed AS MATERIALIZED (
                SELECT *, dense_rank() OVER (ORDER BY kind, agent, version, name, code, start) AS key,
                       - dense_rank() OVER (ORDER BY kind) AS kind_key
                  FROM items
            ), sums AS (
                SELECT coalesce(key, kind_key) AS key, grouping(key) AS whole, kind, agent, version, name, code, start, sum(running) AS running,
                       sum(total) AS total, sum(succeeded) AS succeeded, sum(failed) AS failed, sum(tokens_prompt) AS tokens_prompt,
                       sum(tokens_completion) AS tokens_completion, sum(cost_usd) AS cost_usd
                  FROM keyed
                 GROUP BY GROUPING SETS ((key, kind, agent, version, name, code, start), (kind_key, kind))
            ), in_buckets AS (
                SELECT coalesce(key, kind_key) AS key, u.bucket, sum(u.in_bucket)::bigint AS in_bucket
                  FROM keyed CROSS JOIN LATERAL unnest(buckets, counts) AS u(bucket, in_bucket)
                 GROUP BY GROUPING SETS ((key, u.bucket), (kind_key, u.bucket))
            ), histograms AS (
                SELECT key, array_agg(bucket) AS buckets, array_agg(in_bucket) AS counts FROM in_buckets WHERE in_bucket > 0 GROUP BY key
            )
            SELECT r.*, coalesce(h.buckets, '{}') AS buckets, coalesce(h.counts, '{}') AS counts
              FROM (SELECT *, row_number() OVER (PARTITION BY kind, whole
                                                 ORDER BY start, CASE WHEN kind = 'tool' THEN failed END DESC, total DESC, agent, version, name,
                                                          code) AS place
                      FROM sums WHERE total > 0) AS r
              LEFT JOIN histograms h USING (key)
             WHERE r.place <= ? OR r.kind = 'interval'
             ORDER BY r.kind, r.whole, r.place""";

    private StatsSql() {}

    /**
     * Sums of each kind, and of its first names: of runs by agent and version, of failures by type and code, of others by name; {@code whole}
     * marks the former. The kind {@code interval} has the runs of each part of the span, by its start.
     */
    static Statement of(String projectId, StatsFilter filter, Window window, Optional<Duration> part) {
        Statement statement = new Statement().add("WITH figures AS MATERIALIZED (");
        addSums(statement, projectId, filter, window, RUNS, true);
        addSums(statement.add(" UNION ALL "), projectId, filter, window, OTHERS, filter.isSelective());
        addRest(statement, projectId, filter, window);
        statement
                .add("""
                        ), items AS (
                            SELECT kind, CASE WHEN kind = 'run' THEN agent_name END AS agent, CASE WHEN kind = 'run' THEN agent_version END AS version,
                                   name, code, NULL::timestamptz AS start, running, total, succeeded, failed, tokens_prompt, tokens_completion, cost_usd,
                                   buckets, counts
                              FROM figures""");
        part.ifPresent(length -> addIntervals(statement, projectId, filter, window, length));
        return statement.add(RESULT, Stats.MOST);
    }

    private static void addIntervals(Statement statement, String projectId, StatsFilter filter, Window window,
            Duration part) {
        statement.add(
                """
                                 UNION ALL
                                SELECT 'interval', NULL, NULL, '', '', date_bin(make_interval(secs => ?), start, 'epoch'), running, total, succeeded, failed,
                                       tokens_prompt, tokens_completion, cost_usd, buckets, counts
                                  FROM
                        """,
                (double) part.toSeconds());
        if (part.compareTo(DAY) >= 0) {
            statement.add("figures WHERE kind = 'run'");
            return;
        }
        statement.add("(");
        addHours(statement, projectId, filter, window.kept(), RUNS, filter.isSelective());
        addRest(statement, projectId, filter, window);
        statement.add(") AS hours WHERE kind = 'run'");
    }

    /** Adds what was summed up. */
    private static void addSums(Statement statement, String projectId, StatsFilter filter, Window window, String kinds,
            boolean byAgent) {
        Span hours = window.kept();
        Span days = hours.days();
        statement.add(DAYS.formatted(byAgent ? "agent_day" : "day", kinds), projectId, Times.utc(days.from()),
                Times.utc(days.to()));
        filter.addLabels(statement);
        addHours(statement.add(" UNION ALL "), projectId, filter, new Span(hours.from(), days.from()), kinds, byAgent);
        addHours(statement.add(" UNION ALL "), projectId, filter, new Span(days.to(), hours.to()), kinds, byAgent);
    }

    private static void addHours(Statement statement, String projectId, StatsFilter filter, Span hours, String kinds,
            boolean byAgent) {
        statement.add((byAgent ? AGENT_HOURS : HOURS).formatted(kinds), projectId, Times.utc(hours.from()),
                Times.utc(hours.to()));
        filter.addLabels(statement);
    }

    /** Adds what was not summed up. */
    private static void addRest(Statement statement, String projectId, StatsFilter filter, Window window) {
        statement.add(" UNION ALL ").add(ADDED, projectId, Times.utc(window.kept().from()),
                Times.utc(window.kept().to()));
        filter.addLabels(statement);
        for (Span part : window.counted()) {
            statement.add(" UNION ALL ").add(COUNTED, projectId, Times.utc(part.from()), Times.utc(part.to()),
                    filter.agentId, filter.agentVersion, filter.environment);
        }
        Span told = window.told();
        // A run's day never lies before the one on which it started; the day more is kept as all lists keep it.
        statement.add(" UNION ALL ").add(GOING_ON, projectId,
                LocalDate.ofInstant(told.from(), ZoneOffset.UTC).minusDays(1),
                Times.utc(told.from()), Times.utc(told.to()));
        filter.addLabels(statement);
        statement.add(" GROUP BY hour, agent_name, agent_version");
    }

    /** Those of two or less hours that have more runs than are counted. */
    static Statement busy(String projectId, List<Span> parts) {
        return new Statement().add("""
                SELECT hour FROM run_stat WHERE project_id = ? AND kind = 'run' AND hour = ANY (?)
                 GROUP BY hour HAVING sum(total) > ?""", projectId,
                parts.stream().map(part -> Times.utc(part.widened().from())).toArray(OffsetDateTime[]::new),
                MOST_COUNTED);
    }
}
