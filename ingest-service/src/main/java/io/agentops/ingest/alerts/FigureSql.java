package io.agentops.ingest.alerts;

/**
 * Statements that answer the questions of many rules at once. Each takes the project, then as many of each: the place of the question,
 * what is counted, from, to, and the filters agent, version, environment, name and code, null where any will do.
 */
final class FigureSql {

    /** Of the runs of the project that ended in the longest of the windows, the last so many count. */
    private static final int MOST_RUNS = 50_000;

    /** Of those with calls that any rule counts, the calls of the last so many. */
    private static final int MOST_CALLING = 5_000;

    private static final String WANTED = """
            WITH wanted AS MATERIALIZED (
                SELECT * FROM unnest($2::int[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
                                     $9::text[], $10::text[])
                    AS w(i, kind, since, until, agent, version, environment, name, code)
            )""";

    private static final String FITS = " " + """
            AND (w.agent IS NULL OR s.agent_name = w.agent) AND (w.version IS NULL OR s.agent_version = w.version)
            AND (w.environment IS NULL OR s.environment = w.environment)""";

    private static final String FITS_ITEM = FITS + " " + """
            AND (w.name IS NULL OR s.name = w.name) AND (w.code IS NULL OR s.code = w.code)""";

    private static final String SUMS = """
            , by_bucket AS (
                SELECT i, bucket, sum(total) AS total, sum(failed) AS failed, sum(tokens) AS tokens, sum(cost_usd) AS cost_usd,
                       sum(in_bucket)::bigint AS in_bucket
                  FROM figures
                 GROUP BY i, bucket
            )
            SELECT i, sum(total)::bigint AS total, sum(failed)::bigint AS failed, sum(tokens) AS tokens, sum(cost_usd) AS cost_usd,
                   coalesce(array_agg(bucket) FILTER (WHERE bucket IS NOT NULL AND in_bucket > 0), '{}') AS buckets,
                   coalesce(array_agg(in_bucket) FILTER (WHERE bucket IS NOT NULL AND in_bucket > 0), '{}') AS counts, %s AS capped
              FROM by_bucket
             GROUP BY i""";

    private static final String OF_HOUR = " UNION ALL " + """
            SELECT w.i, s.total, s.failed, s.tokens_prompt + s.tokens_completion, s.cost_usd, s.buckets, s.counts
              FROM spans w
              JOIN run_stat s ON s.project_id = $1 AND s.kind = w.kind AND %s""" + FITS_ITEM;

    /** Of whole days that were summed up, the sums are read; of other hours, and of what was added since, what is kept of each. */
    static final String HOURS = WANTED
            + """
                    , spans AS MATERIALIZED (
                        SELECT w.*, d.first_day, greatest(d.first_day, date_trunc('day', w.until, 'UTC')) AS last_day
                          FROM wanted w
                         CROSS JOIN LATERAL (SELECT least(date_trunc('day', w.since + interval '23 hours', 'UTC'), w.until)) AS d(first_day)
                    ), found AS MATERIALIZED (
                        SELECT w.i, s.total, s.failed, s.tokens_prompt + s.tokens_completion AS tokens, s.cost_usd, s.buckets, s.counts
                          FROM spans w
                          JOIN run_stat_sum s ON s.project_id = $1 AND s.grain = 'agent_day' AND s.start >= w.first_day AND s.start < w.last_day
                                             AND s.kind = w.kind"""
            + FITS_ITEM
            + OF_HOUR.formatted("s.folded AND s.hour >= w.since AND s.hour < w.first_day")
            + OF_HOUR.formatted("s.folded AND s.hour >= w.last_day AND s.hour < w.until")
            + OF_HOUR.formatted("NOT s.folded AND s.hour >= w.since AND s.hour < w.until")
            + """
                    ), figures AS (
                        SELECT i, total, failed, tokens, cost_usd, NULL::integer AS bucket, 0::bigint AS in_bucket FROM found
                        UNION ALL
                        SELECT i, 0, 0, 0, 0, u.bucket, u.in_bucket FROM found CROSS JOIN LATERAL unnest(buckets, counts) AS u(bucket, in_bucket)
                    )"""
            + SUMS.formatted("false");

    /**
     * Takes beside those: the day before which no run is looked for, the end of all windows, and labels of which a run whose calls are
     * counted must have one. An answer is capped where its window reaches back beyond the runs that are read.
     */
    static final String RECENT_RUNS = WANTED
            + """
                    , windows AS MATERIALIZED (
                        SELECT DISTINCT since FROM wanted
                    ), recent AS MATERIALIZED (
                        SELECT r.day, r.run_id, r.agent_name, r.agent_version, r.environment, r.status, r.facets,
                               coalesce(r.ended_at, r.started_at) AS at, extract(epoch FROM r.ended_at - r.started_at)::float8 * 1000 AS ms,
                               coalesce(r.tokens_prompt, 0)::numeric + coalesce(r.tokens_completion, 0) AS tokens, coalesce(r.total_cost_usd, 0) AS cost_usd
                          FROM run r
                         WHERE r.project_id = $1 AND r.status <> 'running' AND r.day >= $11::date
                           AND coalesce(r.ended_at, r.started_at) >= (SELECT min(since) FROM wanted)
                           AND coalesce(r.ended_at, r.started_at) < $12::timestamptz
                         ORDER BY coalesce(r.ended_at, r.started_at) DESC
                         LIMIT %1$d
                    ), calling AS MATERIALIZED (
                        SELECT day, run_id, at FROM recent WHERE facets && $13::text[] ORDER BY at DESC LIMIT %2$d
                    ), calls AS MATERIALIZED (
                        SELECT d.since, f.*
                          FROM (SELECT v.since, c.day, array_agg(c.run_id) AS ids
                                  FROM windows v JOIN calling c ON c.at >= v.since
                                 GROUP BY v.since, c.day) AS d
                         CROSS JOIN LATERAL run_figures($1, d.day, d.ids) AS f
                         WHERE f.kind IN ('tool', 'model')
                    ), counted AS (
                        SELECT v.since, 'run' AS kind, r.agent_name, r.agent_version, r.environment, '' AS name, '' AS code, count(*) AS total,
                               count(*) FILTER (WHERE r.status = 'failure') AS failed, sum(r.tokens) AS tokens, sum(r.cost_usd) AS cost_usd,
                               width_bucket(greatest(r.ms, 0), (SELECT latency_bounds())) AS bucket, count(r.ms) AS in_bucket
                          FROM windows v JOIN recent r ON r.at >= v.since
                         GROUP BY 1, 3, 4, 5, 12
                        UNION ALL
                        SELECT v.since, 'failure', r.agent_name, r.agent_version, r.environment, split_part(substr(l.label, 9), '/', 1),
                               substr(l.label, strpos(l.label, '/') + 1), count(*), count(*), 0, 0, NULL, 0
                          FROM windows v JOIN recent r ON r.at >= v.since CROSS JOIN LATERAL unnest(r.facets) AS l(label)
                         WHERE l.label LIKE 'failure:%%' AND EXISTS (SELECT FROM wanted WHERE kind = 'failure')
                         GROUP BY 1, 3, 4, 5, 6, 7
                        UNION ALL
                        SELECT since, kind, agent_name, agent_version, environment, name, code, total, failed,
                               tokens_prompt + tokens_completion, cost_usd, NULL, 0
                          FROM calls
                        UNION ALL
                        SELECT since, kind, agent_name, agent_version, environment, name, code, 0, 0, 0, 0, u.bucket, u.in_bucket
                          FROM calls CROSS JOIN LATERAL unnest(buckets, counts) AS u(bucket, in_bucket)
                    ), reach AS (
                        SELECT w.i, (r.runs >= %1$d AND r.oldest > w.since)
                                    OR (w.kind IN ('tool', 'model') AND c.runs >= %2$d AND c.oldest > w.since) AS capped
                          FROM wanted w, (SELECT count(*) AS runs, min(at) AS oldest FROM recent) AS r,
                               (SELECT count(*) AS runs, min(at) AS oldest FROM calling) AS c
                    ), figures AS (
                        SELECT i, 0 AS total, 0 AS failed, 0 AS tokens, 0 AS cost_usd, NULL::integer AS bucket, 0 AS in_bucket FROM wanted
                        UNION ALL
                        SELECT w.i, s.total, s.failed, s.tokens, s.cost_usd, s.bucket, s.in_bucket
                          FROM wanted w JOIN counted s ON s.since = w.since AND s.kind = w.kind"""
                    .formatted(MOST_RUNS, MOST_CALLING)
            + FITS_ITEM + ")"
            + SUMS.formatted("coalesce((SELECT r.capped FROM reach r WHERE r.i = by_bucket.i), false)");

    /** Of those that go on, the 10,000 that began last; what was not heard of for a day longer than asked never ends, and is left out. */
    static final String SILENT_RUNS = WANTED
            + """
                    , going AS MATERIALIZED (
                        SELECT s.agent_name, s.agent_version, s.environment, coalesce(k.last_reported_at, s.started_at) AS heard
                          FROM (SELECT * FROM run
                                 WHERE project_id = $1 AND status = 'running'
                                 ORDER BY started_at DESC
                                 LIMIT 10000) AS s
                          LEFT JOIN run_key k ON k.project_id = $1 AND k.run_id = s.run_id
                    )
                    SELECT w.i, count(*) AS total
                      FROM wanted w JOIN going s ON s.heard < w.since AND s.heard >= w.since - interval '24 hours'"""
            + FITS + " GROUP BY w.i";

    /** What is counted is a status here, or null for any, and the agent must be given. One run is as good as many. */
    static final String LAST_RUN = WANTED
            + """

                    SELECT w.i, 1::bigint AS total
                      FROM wanted w
                     WHERE EXISTS (SELECT FROM run s
                                    WHERE s.project_id = $1 AND s.agent_name = w.agent AND s.started_at >= w.since AND s.started_at <= w.until AND s.day >= (w.since AT TIME ZONE 'UTC')::date - 1
                                      AND s.status = ANY (CASE WHEN w.kind IS NULL THEN ARRAY['running', 'success', 'failure', 'partial']
                                                               ELSE ARRAY[w.kind] END)"""
            + FITS + ")";

    /**
     * What is counted is a status here, or a breaker. An agent that fell silent, or whose breaker opened, counts while that was within the
     * window, so that one that was ended does not for ever.
     */
    static final String AGENTS = WANTED
            + """

                    SELECT w.i, count(*) AS total
                      FROM wanted w
                      JOIN agent s ON s.project_id = $1
                      LEFT JOIN agent_healing h ON h.project_id = s.project_id AND h.agent_id = s.agent_id
                     WHERE CASE w.kind WHEN 'UNKNOWN' THEN s.status = 'UNKNOWN' AND s.silent AND s.status_since >= w.since
                                       WHEN 'BREAKER' THEN h.breaker <> 'closed' AND h.breaker_since >= w.since
                                       ELSE s.status = w.kind AND s.heard_at >= w.since END"""
            + FITS + " GROUP BY w.i";

    private FigureSql() {}
}
