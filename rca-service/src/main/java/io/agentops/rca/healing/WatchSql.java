package io.agentops.rca.healing;

/** What is asked of the database to find agents that are down. */
final class WatchSql {

    private WatchSql() {}

    /** Notes changes by the database's clock, a process at a time: sidecars have clocks of their own. */
    static final String SEEN = """
            UPDATE agent_healing h
               SET seen_status = a.status, seen_since = a.status_since,
                   healthy_since = CASE WHEN a.status = 'HEALTHY' THEN now() END,
                   down_since = CASE WHEN a.status = 'UNHEALTHY' OR a.silent THEN now() END
              FROM agent a
             WHERE pg_try_advisory_xact_lock(hashtext('agent_healing')) AND a.project_id = h.project_id AND a.agent_id = h.agent_id
               AND (h.seen_status, h.seen_since) IS DISTINCT FROM (a.status, a.status_since)""";

    /** Those with a storm, with somebody who is down and may be restarted, or whose past is to be forgotten. */
    static final String PROJECTS = """
            SELECT p.project_id FROM project_healing p WHERE p.storm_since IS NOT NULL
            UNION
            SELECT h.project_id FROM agent_healing h
             WHERE (h.policy = 'automatic' AND h.down_since IS NOT NULL)
                OR (h.healthy_since < now() - $1 * interval '1 second'
                    AND (h.breaker <> 'closed' OR h.backoff_step > 0 OR h.unsuccessful > 0))
             ORDER BY project_id""";

    static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('agent_healing ' || $1, 0)) AS mine";

    static final String STEADY = "SELECT h.agent_id, " + HealingStore.COLUMNS + """
             FROM agent_healing h
            WHERE h.project_id = $1 AND h.healthy_since < now() - $2 * interval '1 second'
              AND (h.breaker <> 'closed' OR h.backoff_step > 0 OR h.unsuccessful > 0)
            ORDER BY h.agent_id LIMIT 500
              FOR UPDATE SKIP LOCKED""";

    /**
     * Agents that fell silent long ago are gone, and count for nothing; those that fell silent with a storm count until they are gone. What
     * those that are down have in common is for people to read: versions and environments, each with how many have it.
     */
    static final String FIGURES = """
            WITH healing AS (SELECT $1::text AS project_id),
                 seen AS (
                SELECT a.agent_name, a.agent_version, a.environment, a.status = 'UNHEALTHY' OR a.silent AS is_down,
                       a.status_since >= greatest(now() - $2 * interval '1 second', p.storm_over_at) AS is_late,
                       NOT a.silent OR a.status_since >= greatest(coalesce(p.storm_since, now()) - $2 * interval '1 second',
                                                                  now() - $3 * interval '1 second') AS is_there
                  FROM healing
                  JOIN agent a USING (project_id)
                  LEFT JOIN project_healing p USING (project_id))
            SELECT count(*) FILTER (WHERE is_there) AS agents,
                   count(*) FILTER (WHERE is_there AND is_down) AS down,
                   count(*) FILTER (WHERE is_there AND is_down AND is_late) AS lately,
                   (SELECT p.storm_since FROM project_healing p JOIN healing USING (project_id)) AS storm_since,
                   (SELECT jsonb_agg(c) FROM (SELECT agent_name, agent_version, environment, count(*) AS agents FROM seen
                                               WHERE is_there AND is_down GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 10) AS c) AS common,
                   (SELECT count(*) FROM agent_recovery r JOIN healing USING (project_id)
                     WHERE r.trigger = 'automatic' AND r.state IN ('requested', 'acting', 'verifying')) AS open,
                   (SELECT count(*) FROM agent_recovery r JOIN healing USING (project_id)
                     WHERE r.trigger = 'automatic' AND r.created_at > now() - interval '1 minute') AS of_minute
              FROM seen""";

    static final String STORM = """
            INSERT INTO project_healing AS p (project_id, storm_since, storm_over_at)
            VALUES ($1, CASE WHEN $2::boolean THEN now() END, CASE WHEN NOT $2::boolean THEN now() END)
            ON CONFLICT (project_id) DO UPDATE
               SET storm_since = excluded.storm_since, storm_over_at = coalesce(excluded.storm_over_at, p.storm_over_at)""";

    /** Those whose time has come, by what the rules will say as well: what they would leave takes nobody's place here. */
    static final String DOWN = "SELECT h.agent_id, h.down_since, h.target, now() AS now, " + HealingStore.COLUMNS + ", "
            + AgentSight.COLUMNS
            + """

                     FROM agent_healing h
                     JOIN agent a USING (project_id, agent_id)
                    WHERE h.project_id = $1 AND h.policy = 'automatic' AND h.down_since <= now() - $2 * interval '1 second'
                      AND CASE WHEN a.silent THEN h.target IS NOT NULL AND h.down_since >= now() - $3 * interval '1 second'
                               ELSE a.heard_at >= now() - $6 * interval '1 second' END
                      AND coalesce(h.paused_until, '-infinity') <= now() AND coalesce(h.next_allowed_at, '-infinity') <= now()
                      AND (h.breaker <> 'open' OR h.breaker_since <= now() - $4 * interval '1 second')
                      AND NOT EXISTS (SELECT FROM project_healing p WHERE p.project_id = h.project_id AND p.stopped_at IS NOT NULL)
                      AND NOT EXISTS (SELECT FROM agent_recovery r WHERE r.project_id = h.project_id AND r.agent_id = h.agent_id
                                         AND r.state IN ('requested', 'acting', 'verifying'))
                    ORDER BY h.down_since, h.agent_id LIMIT $5
                      FOR UPDATE OF h SKIP LOCKED""";

    static final String ASK = """
            INSERT INTO agent_recovery (project_id, agent_id, trigger, reason, level, evidence)
            SELECT a.project_id, a.agent_id, 'automatic', $3, $4, agent_evidence(a) || $5::jsonb
              FROM agent a WHERE a.project_id = $1 AND a.agent_id = $2""";

    static final String CLEAR_FAULTS = "SELECT clear_agent_faults($1, $2)";
}
