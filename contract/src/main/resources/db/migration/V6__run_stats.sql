-- Figures over ended runs, by the hour in which they started. Rows of one key add up: a writer adds what a run brings, takes back what
-- it brought before when it changes, and never updates a row that another writer may hold.
CREATE TABLE run_stat (
    project_id        text COLLATE "C" NOT NULL,
    hour              timestamptz NOT NULL,
    kind              text COLLATE "C" NOT NULL CHECK (kind IN ('run', 'step', 'tool', 'model', 'failure', 'group')),
    agent_name        text COLLATE "C" NOT NULL,
    agent_version     text COLLATE "C",
    environment       text COLLATE "C",
    name              text COLLATE "C" NOT NULL,
    code              text COLLATE "C" NOT NULL DEFAULT '',
    total             bigint NOT NULL,
    succeeded         bigint NOT NULL DEFAULT 0,
    failed            bigint NOT NULL DEFAULT 0,
    tokens_prompt     numeric NOT NULL DEFAULT 0,
    tokens_completion numeric NOT NULL DEFAULT 0,
    cost_usd          numeric NOT NULL DEFAULT 0,
    buckets           integer[] NOT NULL DEFAULT '{}',
    counts            bigint[] NOT NULL DEFAULT '{}',
    folded            boolean NOT NULL DEFAULT false
);
CREATE INDEX run_stat_hour ON run_stat (project_id, hour, kind);
CREATE INDEX run_stat_unfolded ON run_stat (project_id, hour) WHERE NOT folded;
CREATE INDEX run_stat_group ON run_stat (project_id, name, hour) WHERE kind = 'group';
COMMENT ON COLUMN run_stat.kind IS 'What is counted: runs, steps, tool calls, steps that called a model, failures, runs of a failure group.';
COMMENT ON COLUMN run_stat.name IS 'The type of a step or a failure, the name of a tool or a model, the id of a group; empty where there is none.';
COMMENT ON COLUMN run_stat.code IS 'Of a failure, its code.';
COMMENT ON COLUMN run_stat.total IS 'Runs, steps, calls or failures. A count may be negative in a row, never in the sum.';
COMMENT ON COLUMN run_stat.failed IS 'How many of them failed; of failures, how many runs had some.';
COMMENT ON COLUMN run_stat.buckets IS 'Buckets of latency_bounds() that are not empty, with as many counts.';
COMMENT ON COLUMN run_stat.folded IS 'The sum of earlier rows, which run_stat_sum has too.';

-- Sums of the folded rows of run_stat, so that long spans are a few rows: of all agents by the hour and by the day, and of each by the day.
CREATE TABLE run_stat_sum (
    project_id        text COLLATE "C" NOT NULL,
    grain             text COLLATE "C" NOT NULL CHECK (grain IN ('hour', 'day', 'agent_day')),
    start             timestamptz NOT NULL,
    kind              text COLLATE "C" NOT NULL,
    agent_name        text COLLATE "C" NOT NULL,
    agent_version     text COLLATE "C",
    environment       text COLLATE "C",
    name              text COLLATE "C" NOT NULL,
    code              text COLLATE "C" NOT NULL,
    total             bigint NOT NULL,
    succeeded         bigint NOT NULL,
    failed            bigint NOT NULL,
    tokens_prompt     numeric NOT NULL,
    tokens_completion numeric NOT NULL,
    cost_usd          numeric NOT NULL,
    buckets           integer[] NOT NULL,
    counts            bigint[] NOT NULL
);
CREATE INDEX run_stat_sum_start ON run_stat_sum (project_id, grain, start, kind);
COMMENT ON COLUMN run_stat_sum.start IS 'Of the hour or, in UTC, of the day.';
COMMENT ON COLUMN run_stat_sum.agent_name IS 'Empty, as are its version and environment, in sums of all agents.';

-- Where buckets of latencies begin, in ms: 16 to each doubling from 0.1 ms, so that a bucket is 4.4 % wide, up to about 30 hours.
-- Rounded, so that every computer has the same. A value belongs to as many as are not larger than it (width_bucket).
CREATE FUNCTION latency_bounds() RETURNS float8[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT array_agg(round((0.1 * power(2::float8, i / 16.0::float8))::numeric, 4)::float8 ORDER BY i) FROM generate_series(0, 480) AS i
$$;

-- What those runs of one day bring that have ended.
CREATE FUNCTION run_figures(wanted_project text, wanted_day date, ids text[])
    RETURNS TABLE (hour timestamptz, kind text, agent_name text, agent_version text, environment text, name text, code text, total bigint,
                   succeeded bigint, failed bigint, tokens_prompt numeric, tokens_completion numeric, cost_usd numeric,
                   buckets integer[], counts bigint[])
    LANGUAGE sql STABLE AS
$$
    WITH wanted AS MATERIALIZED (
        SELECT r.*, date_trunc('hour', r.started_at, 'UTC') AS hour
          FROM run r
         WHERE r.project_id = wanted_project AND r.day = wanted_day AND r.run_id = ANY (ids) AND r.status <> 'running'
    ), steps AS MATERIALIZED (
        SELECT e.hour, e.agent_name, e.agent_version, e.environment, s.run_id, s.step_id, s.name, s.step_type, s.model, s.metadata,
               is_failed(s.status, s.error_type, NULL) AS failed, s.tokens_prompt, s.tokens_completion, s.cost_usd,
               coalesce(s.latency_ms, extract(epoch FROM s.ended_at - s.started_at)::float8 * 1000) AS ms
          FROM wanted e
          JOIN step s ON s.project_id = wanted_project AND s.day = wanted_day AND s.run_id = e.run_id
         WHERE s.run_id = ANY (ids)
    ), calls AS MATERIALIZED (
        SELECT e.hour, e.agent_name, e.agent_version, e.environment, c.run_id, c.step_id, c.tool_name,
               is_failed(c.status, c.error_class, c.status_code) AS failed,
               coalesce(c.latency_ms, extract(epoch FROM c.ended_at - c.started_at)::float8 * 1000) AS ms
          FROM wanted e
          JOIN tool_call c ON c.project_id = wanted_project AND c.day = wanted_day AND c.run_id = e.run_id
         WHERE c.run_id = ANY (ids)
    ), items AS (
        SELECT e.hour, 'run' AS kind, e.agent_name, e.agent_version, e.environment, '' AS name, '' AS code, 1 AS total,
               (e.status = 'success')::int AS succeeded, (e.status = 'failure')::int AS failed, e.tokens_prompt, e.tokens_completion,
               e.total_cost_usd AS cost_usd, extract(epoch FROM e.ended_at - e.started_at)::float8 * 1000 AS ms
          FROM wanted e
        UNION ALL
        SELECT s.hour, 'step', s.agent_name, s.agent_version, s.environment, coalesce(s.step_type, ''), '', 1, 0, s.failed::int, NULL, NULL,
               NULL, s.ms
          FROM steps s
        UNION ALL
        SELECT c.hour, 'tool', c.agent_name, c.agent_version, c.environment, c.tool_name, '', 1, 0, c.failed::int, NULL, NULL, NULL, c.ms
          FROM calls c
        UNION ALL
        -- The privacy-first form tells calls as steps.
        SELECT s.hour, 'tool', s.agent_name, s.agent_version, s.environment, coalesce(s.metadata ->> 'tool_name', s.name), '', 1, 0,
               s.failed::int, NULL, NULL, NULL, s.ms
          FROM steps s
         WHERE s.step_type = 'tool' AND NOT EXISTS (SELECT FROM calls c WHERE c.run_id = s.run_id AND c.step_id = s.step_id)
        UNION ALL
        SELECT s.hour, 'model', s.agent_name, s.agent_version, s.environment, s.model, '', 1, 0, s.failed::int, s.tokens_prompt,
               s.tokens_completion, s.cost_usd, s.ms
          FROM steps s
         WHERE s.model IS NOT NULL
        UNION ALL
        -- A run that tells its model, and no step of it does, used that model for all.
        SELECT e.hour, 'model', e.agent_name, e.agent_version, e.environment, e.model, '', 1, 0, 0, e.tokens_prompt, e.tokens_completion,
               e.total_cost_usd, NULL
          FROM wanted e
         WHERE e.model IS NOT NULL AND NOT EXISTS (SELECT FROM steps s WHERE s.run_id = e.run_id AND s.model IS NOT NULL)
        UNION ALL
        SELECT e.hour, 'failure', e.agent_name, e.agent_version, e.environment, f.failure_type, f.failure_code, count(*)::int, 0, 1,
               NULL, NULL, NULL, NULL
          FROM wanted e
          JOIN run_failure f ON f.project_id = wanted_project AND f.day = wanted_day AND f.run_id = e.run_id
         WHERE f.run_id = ANY (ids)
         GROUP BY e.run_id, e.hour, e.agent_name, e.agent_version, e.environment, f.failure_type, f.failure_code
        UNION ALL
        SELECT e.hour, 'group', e.agent_name, e.agent_version, e.environment, substr(l.label, 7), '', 1, 0, 1, NULL, NULL, NULL, NULL
          FROM wanted e CROSS JOIN LATERAL unnest(e.facets) AS l(label)
         WHERE l.label LIKE 'group:%'
    ), placed AS (
        SELECT i.*, CASE WHEN i.ms IS NOT NULL THEN width_bucket(greatest(i.ms, 0), (SELECT latency_bounds())) END AS bucket FROM items i
    ), histograms AS (
        SELECT h.hour, h.kind, h.agent_name, h.agent_version, h.environment, h.name, h.code, sum(h.total) AS total, sum(h.succeeded) AS succeeded,
               sum(h.failed) AS failed, sum(h.tokens_prompt) AS tokens_prompt, sum(h.tokens_completion) AS tokens_completion,
               sum(h.cost_usd) AS cost_usd, h.bucket, count(h.bucket) AS in_bucket
          FROM placed h
         GROUP BY h.hour, h.kind, h.agent_name, h.agent_version, h.environment, h.name, h.code, h.bucket
    )
    SELECT h.hour, h.kind, h.agent_name, h.agent_version, h.environment, h.name, h.code, sum(h.total)::bigint, sum(h.succeeded)::bigint,
           sum(h.failed)::bigint, coalesce(sum(h.tokens_prompt), 0), coalesce(sum(h.tokens_completion), 0),
           coalesce(sum(h.cost_usd), 0),
           coalesce(array_agg(h.bucket ORDER BY h.bucket) FILTER (WHERE h.bucket IS NOT NULL), '{}'),
           coalesce(array_agg(h.in_bucket ORDER BY h.bucket) FILTER (WHERE h.bucket IS NOT NULL), '{}')
      FROM histograms h
     GROUP BY h.hour, h.kind, h.agent_name, h.agent_version, h.environment, h.name, h.code
$$;

-- The same of those that started in a time, and have these labels where one is given: for the part of an hour. With the day known when a
-- statement is planned, it is about one partition and not about all.
CREATE FUNCTION run_figures_between(wanted_project text, from_time timestamptz, to_time timestamptz, agent text, version text,
                                    wanted_environment text)
    RETURNS TABLE (hour timestamptz, kind text, agent_name text, agent_version text, environment text, name text, code text, total bigint,
                   succeeded bigint, failed bigint, tokens_prompt numeric, tokens_completion numeric, cost_usd numeric,
                   buckets integer[], counts bigint[])
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode = force_custom_plan AS
$$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT r.day, array_agg(r.run_id) AS ids
          FROM run r
         WHERE r.project_id = wanted_project AND r.day >= (from_time AT TIME ZONE 'UTC')::date - 1
           AND r.started_at >= from_time AND r.started_at < to_time AND r.status <> 'running'
           AND (agent IS NULL OR r.agent_name = agent) AND (version IS NULL OR r.agent_version = version)
           AND (wanted_environment IS NULL OR r.environment = wanted_environment)
         GROUP BY r.day
    LOOP
        RETURN QUERY SELECT * FROM run_figures(wanted_project, part.day, part.ids);
    END LOOP;
END
$$;

-- Adds what ended runs bring, or with the sign -1 takes it back: before their rows change, while these are locked. Most that is reported
-- of a run is reported before it ends; that costs no more than the look at its status.
CREATE FUNCTION add_run_stats(projects text[], days date[], run_ids text[], sign integer) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan AS
$$
DECLARE
    part  record;
    ended text[];
BEGIN
    FOR part IN
        SELECT project_id, day, array_agg(run_id) AS ids FROM unnest(projects, days, run_ids) AS w(project_id, day, run_id)
         GROUP BY project_id, day
    LOOP
        ended := ARRAY(SELECT r.run_id FROM run r
                        WHERE r.project_id = part.project_id AND r.day = part.day AND r.run_id = ANY (part.ids) AND r.status <> 'running');
        CONTINUE WHEN ended = '{}';
        INSERT INTO run_stat (project_id, hour, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed,
                              tokens_prompt, tokens_completion, cost_usd, buckets, counts)
        SELECT part.project_id, f.hour, f.kind, f.agent_name, f.agent_version, f.environment, f.name, f.code, sign * f.total,
               sign * f.succeeded, sign * f.failed, sign * f.tokens_prompt, sign * f.tokens_completion, sign * f.cost_usd, f.buckets,
               ARRAY(SELECT sign * c FROM unnest(f.counts) WITH ORDINALITY AS u(c, place) ORDER BY place)
          FROM run_figures(part.project_id, part.day, ended) AS f;
    END LOOP;
END
$$;

-- Puts one row in the place of all rows of each key of an hour, and adds what is new among them to the sums. Groups of failures are many,
-- and asked for by name: they have no sums. Readers see the same figures before, meanwhile and after.
CREATE FUNCTION fold_run_stats(wanted_project text, wanted_hour timestamptz) RETURNS void
    LANGUAGE sql AS
$$
    WITH gone AS (
        DELETE FROM run_stat s WHERE s.project_id = wanted_project AND s.hour = wanted_hour RETURNING s.*
    ), gone_sums AS (
        DELETE FROM run_stat_sum s
         WHERE s.project_id = wanted_project
           AND ((s.grain = 'hour' AND s.start = wanted_hour)
                OR (s.grain IN ('day', 'agent_day') AND s.start = date_trunc('day', wanted_hour, 'UTC')))
        RETURNING s.*
    ), added AS (
        SELECT kind, agent_name, agent_version, environment, name, code, total, succeeded, failed, tokens_prompt, tokens_completion, cost_usd,
               NULL::integer AS bucket, 0::bigint AS in_bucket
          FROM gone WHERE NOT folded
        UNION ALL
        SELECT kind, agent_name, agent_version, environment, name, code, 0, 0, 0, 0, 0, 0, u.bucket, u.in_bucket
          FROM gone CROSS JOIN LATERAL unnest(buckets, counts) AS u(bucket, in_bucket)
         WHERE NOT folded
    ), fresh AS MATERIALIZED (
        -- Each key's rows first, which are many, and then what is made of their sum.
        SELECT kind, agent_name, agent_version, environment, name, code, bucket, sum(total)::bigint AS total, sum(succeeded)::bigint AS succeeded,
               sum(failed)::bigint AS failed, sum(tokens_prompt) AS tokens_prompt, sum(tokens_completion) AS tokens_completion,
               sum(cost_usd) AS cost_usd, sum(in_bucket)::bigint AS in_bucket
          FROM added
         GROUP BY kind, agent_name, agent_version, environment, name, code, bucket
    ), items AS (
        SELECT 'agent_hour' AS grain, hour AS start, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed,
               tokens_prompt, tokens_completion, cost_usd, buckets, counts
          FROM gone WHERE folded
        UNION ALL
        SELECT g.grain, CASE WHEN g.grain IN ('agent_hour', 'hour') THEN wanted_hour ELSE date_trunc('day', wanted_hour, 'UTC') END, kind,
               CASE WHEN g.by_agent THEN agent_name ELSE '' END, CASE WHEN g.by_agent THEN agent_version END,
               CASE WHEN g.by_agent THEN environment END, name, code, total, succeeded, failed, tokens_prompt, tokens_completion, cost_usd,
               CASE WHEN bucket IS NULL THEN '{}' ELSE ARRAY[bucket] END, CASE WHEN bucket IS NULL THEN '{}' ELSE ARRAY[in_bucket] END
          FROM fresh CROSS JOIN (VALUES ('agent_hour', true), ('hour', false), ('day', false), ('agent_day', true)) AS g(grain, by_agent)
         WHERE kind <> 'group' OR g.grain = 'agent_hour'
        UNION ALL
        SELECT grain, start, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed, tokens_prompt,
               tokens_completion, cost_usd, buckets, counts
          FROM gone_sums
    ), parts AS (
        SELECT grain, start, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed, tokens_prompt,
               tokens_completion, cost_usd, NULL::integer AS bucket, 0::bigint AS in_bucket
          FROM items
        UNION ALL
        SELECT grain, start, kind, agent_name, agent_version, environment, name, code, 0, 0, 0, 0, 0, 0, u.bucket, u.in_bucket
          FROM items CROSS JOIN LATERAL unnest(buckets, counts) AS u(bucket, in_bucket)
    ), by_bucket AS (
        SELECT grain, start, kind, agent_name, agent_version, environment, name, code, bucket, sum(total) AS total,
               sum(succeeded) AS succeeded, sum(failed) AS failed, sum(tokens_prompt) AS tokens_prompt,
               sum(tokens_completion) AS tokens_completion, sum(cost_usd) AS cost_usd, sum(in_bucket)::bigint AS in_bucket
          FROM parts
         GROUP BY grain, start, kind, agent_name, agent_version, environment, name, code, bucket
    ), summed AS MATERIALIZED (
        SELECT grain, start, kind, agent_name, agent_version, environment, name, code, sum(total)::bigint AS total,
               sum(succeeded)::bigint AS succeeded, sum(failed)::bigint AS failed, sum(tokens_prompt) AS tokens_prompt,
               sum(tokens_completion) AS tokens_completion, sum(cost_usd) AS cost_usd,
               coalesce(array_agg(bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL AND in_bucket <> 0), '{}') AS buckets,
               coalesce(array_agg(in_bucket ORDER BY bucket) FILTER (WHERE bucket IS NOT NULL AND in_bucket <> 0), '{}') AS counts
          FROM by_bucket
         GROUP BY grain, start, kind, agent_name, agent_version, environment, name, code
        HAVING sum(total) <> 0
    ), kept AS (
        INSERT INTO run_stat (project_id, hour, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed,
                              tokens_prompt, tokens_completion, cost_usd, buckets, counts, folded)
        SELECT wanted_project, start, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed, tokens_prompt,
               tokens_completion, cost_usd, buckets, counts, true
          FROM summed WHERE grain = 'agent_hour'
    )
    INSERT INTO run_stat_sum (project_id, grain, start, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed,
                              tokens_prompt, tokens_completion, cost_usd, buckets, counts)
    SELECT wanted_project, grain, start, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed, tokens_prompt,
           tokens_completion, cost_usd, buckets, counts
      FROM summed WHERE grain <> 'agent_hour'
$$;

-- Runs that are already there, some at a time.
DO
$$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT array_agg(project_id) AS projects, array_agg(day) AS days, array_agg(run_id) AS run_ids
          FROM (SELECT project_id, day, run_id, (row_number() OVER (PARTITION BY project_id, day) - 1) / 5000 AS chunk FROM run) AS r
         GROUP BY project_id, day, chunk
    LOOP
        PERFORM add_run_stats(part.projects, part.days, part.run_ids, 1);
    END LOOP;
END
$$;
