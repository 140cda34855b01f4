package io.agentops.rca.collect;

/**
 * What the history of a run asks the database. Whole hours come from the figures that are kept by the hour, the hour in which the run
 * started from the runs themselves, up to the moment it did.
 */
final class HistorySql {

    private HistorySql() {}

    /**
     * Runs by hour and version, and how many of them were in the group; the latest of these first. Parameters: project, agent, environment,
     * group, the first hour, the hour after the last, the most rows.
     */
    static final String HOURS = """
            WITH figures AS (
                SELECT s.hour, s.agent_version, s.total AS runs, s.failed, 0::bigint AS in_group
                  FROM run_stat s
                 WHERE s.project_id = $1 AND s.agent_name = $2 AND s.kind = 'run' AND s.environment IS NOT DISTINCT FROM $3
                   AND s.hour >= $5 AND s.hour < $6
                UNION ALL
                SELECT s.hour, s.agent_version, 0, 0, s.total
                  FROM run_stat s
                 WHERE s.project_id = $1 AND s.kind = 'group' AND s.name = $4 AND s.agent_name = $2
                   AND s.environment IS NOT DISTINCT FROM $3 AND s.hour >= $5 AND s.hour < $6)
            SELECT hour, agent_version, sum(runs)::bigint AS runs, sum(failed)::bigint AS failed, sum(in_group)::bigint AS in_group
              FROM figures
             GROUP BY hour, agent_version HAVING sum(runs) > 0
             ORDER BY hour DESC, agent_version LIMIT $7
            """;

    /**
     * The same of the runs of one hour that started until a moment, also in other environments. Where there are more than may be looked
     * at, fewer are counted. Parameters: project, agent, environment, group, the hour, the moment, its day, the most runs.
     */
    static final String RUNS_OF_HOUR = """
            SELECT agent_version, environment IS NOT DISTINCT FROM $3 AS here, count(*) AS runs,
                   count(*) FILTER (WHERE status = 'failure') AS failed, count(*) FILTER (WHERE group_id = $4) AS in_group
              FROM (SELECT r.agent_version, r.environment, r.status,
                           CASE WHEN r.status = 'failure' THEN failure_group_of(r.facets) END AS group_id
                      FROM run r
                     WHERE r.project_id = $1 AND r.day BETWEEN $7 AND $7 + 1 AND r.agent_name = $2
                       AND r.status IN ('success', 'failure', 'partial') AND r.started_at >= $5 AND r.started_at <= $6
                     LIMIT $8) AS ended
             GROUP BY agent_version, here
            """;

    /**
     * Runs that still go on, by hour and version. Parameters: project, agent, environment, the moment since which they started, the one
     * until which they did, the first day, the most runs.
     */
    static final String UNFINISHED = """
            SELECT hour, agent_version, count(*) AS runs
              FROM (SELECT r.agent_version, date_trunc('hour', r.started_at, 'UTC') AS hour
                      FROM run r
                     WHERE r.project_id = $1 AND r.day >= $6 AND r.agent_name = $2 AND r.status = 'running'
                       AND r.started_at >= $4 AND r.started_at <= $5 AND r.environment IS NOT DISTINCT FROM $3
                     LIMIT $7) AS unfinished
             GROUP BY hour, agent_version
            """;

    /**
     * A group with its runs in whole hours, and its state when a run started. It has regressed where a run started after it was resolved, as
     * {@code failure_group_state} has it; of the hour in which it was resolved only the run itself counts. Parameters: project, group, when
     * the run started, its version, its hour.
     */
    static final String GROUP = """
            SELECT g.failure_type, seen.runs, seen.first_hour,
                   CASE
                     WHEN g.changed_at IS NULL OR g.changed_at > $3 THEN 'open'
                     WHEN g.state = 'muted' AND g.muted_until <= $3 THEN 'open'
                     WHEN g.state = 'resolved' AND (
                          g.resolved_in_version IS NULL OR g.resolved_in_version = $4 OR $4 <> ALL (g.earlier_versions)
                          OR EXISTS (
                              SELECT FROM run_stat s
                               WHERE s.project_id = $1 AND s.kind = 'group' AND s.name = $2 AND s.hour > g.resolved_at AND s.hour < $5
                                 AND (s.agent_version = g.resolved_in_version OR s.agent_version <> ALL (g.earlier_versions))
                               GROUP BY s.hour HAVING sum(s.total) > 0))
                     THEN 'regressed'
                     ELSE g.state
                   END AS state
              FROM failure_group g
             CROSS JOIN LATERAL (
                SELECT coalesce(sum(h.runs), 0)::bigint AS runs, min(h.hour) AS first_hour
                  FROM (SELECT s.hour, sum(s.total) AS runs
                          FROM run_stat s
                         WHERE s.project_id = $1 AND s.kind = 'group' AND s.name = $2 AND s.hour < $5
                         GROUP BY s.hour HAVING sum(s.total) > 0) AS h) AS seen
             WHERE g.project_id = $1 AND g.group_id = $2
            """;

    /**
     * When the first run of a group started and with which version, and when the last one did before a run. Parameters: project, group,
     * the hour of the first, up to when runs count, the id of the run.
     */
    static final String SEEN = """
            SELECT first.started_at AS first_seen, first.agent_version AS first_version, last.started_at AS last_seen
              FROM (SELECT) AS one
              LEFT JOIN LATERAL (
                SELECT r.started_at, r.agent_version
                  FROM run r
                 WHERE r.project_id = $1 AND r.day BETWEEN ($3 AT TIME ZONE 'UTC')::date AND ($3 AT TIME ZONE 'UTC')::date + 1
                   AND r.status = 'failure' AND failure_group_of(r.facets) = $2
                   AND r.started_at >= $3 AND r.started_at <= least($4, $3 + interval '1 hour')
                 ORDER BY r.started_at, r.run_id LIMIT 1) AS first ON true
              LEFT JOIN LATERAL (
                SELECT r.started_at
                  FROM run r
                 WHERE r.project_id = $1 AND r.day BETWEEN ($3 AT TIME ZONE 'UTC')::date AND ($4 AT TIME ZONE 'UTC')::date + 1
                   AND r.status = 'failure' AND failure_group_of(r.facets) = $2
                   AND r.started_at >= $3 AND r.started_at <= $4 AND r.run_id <> $5
                 ORDER BY r.started_at DESC, r.run_id LIMIT 1) AS last ON true
            """;

    /**
     * When a group first occurred in an hour, and how many runs of it started from then on. Parameters: project, agent, environment, group,
     * the hour, the moment after which no run counts, the hour's day, the version or null for all, the most runs.
     */
    static final String FIRST_OF_HOUR = """
            SELECT first.started_at, since.looked_at, since.runs
              FROM (SELECT r.started_at
                      FROM run r
                     WHERE r.project_id = $1 AND r.day BETWEEN $7 AND $7 + 1 AND r.status = 'failure'
                       AND failure_group_of(r.facets) = $4 AND r.environment IS NOT DISTINCT FROM $3
                       AND ($8::text IS NULL OR r.agent_version = $8)
                       AND r.started_at >= $5 AND r.started_at < $5 + interval '1 hour' AND r.started_at <= $6
                     ORDER BY r.started_at LIMIT 1) AS first
             CROSS JOIN LATERAL (
                SELECT count(*) AS looked_at,
                       count(*) FILTER (WHERE environment IS NOT DISTINCT FROM $3 AND ($8::text IS NULL OR agent_version = $8)) AS runs
                  FROM (SELECT r.environment, r.agent_version
                          FROM run r
                         WHERE r.project_id = $1 AND r.day BETWEEN $7 AND $7 + 1 AND r.agent_name = $2
                           AND r.status IN ('success', 'failure', 'partial')
                           AND r.started_at >= first.started_at AND r.started_at < $5 + interval '1 hour' AND r.started_at <= $6
                         LIMIT $9) AS later) AS since
            """;

    /**
     * Calls of tools and models by versions, those with most first: in whole hours from the figures, in the hour of the run of the latest
     * runs of each version. Parameters: project, agent, environment, the versions, the hours, the hour of the run, up to when runs of it
     * count or null for none of it, the day of the run, the most runs of a version, the most rows.
     */
    static final String TOOLS = """
            WITH latest AS MATERIALIZED (
                SELECT ARRAY(SELECT run_id
                               FROM (SELECT r.run_id, row_number() OVER (PARTITION BY r.agent_version
                                                                         ORDER BY r.started_at DESC, r.run_id) AS place
                                       FROM run r
                                      WHERE r.project_id = $1 AND r.day = $8 AND r.agent_name = $2
                                        AND r.status IN ('success', 'failure', 'partial')
                                        AND r.started_at >= $6 AND r.started_at <= $7
                                        AND r.environment IS NOT DISTINCT FROM $3 AND r.agent_version = ANY ($4)) AS ended
                              WHERE place <= $9) AS ids)
            SELECT agent_version, CASE kind WHEN 'model' THEN 'model:' ELSE '' END || name AS name, sum(total)::bigint AS calls,
                   sum(failed)::bigint AS failed
              FROM (SELECT s.agent_version, s.kind, s.name, s.total, s.failed
                      FROM run_stat s
                     WHERE s.project_id = $1 AND s.agent_name = $2 AND s.kind IN ('tool', 'model')
                       AND s.environment IS NOT DISTINCT FROM $3 AND s.agent_version = ANY ($4) AND s.hour = ANY ($5) AND s.hour < $6
                    UNION ALL
                    SELECT f.agent_version, f.kind, f.name, f.total, f.failed
                      FROM latest CROSS JOIN LATERAL run_figures($1, $8, latest.ids) AS f
                     WHERE f.kind IN ('tool', 'model')) AS used
             GROUP BY agent_version, kind, used.name HAVING sum(total) > 0
             ORDER BY calls DESC, kind, used.name, agent_version LIMIT $10
            """;
}
