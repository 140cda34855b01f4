-- Runs that failed the same way. A failed run has the label group:<id> among its facets, where <id> is a digest of how it failed.

CREATE TABLE failure_group (
    project_id          text COLLATE "C" NOT NULL,
    group_id            text COLLATE "C" NOT NULL,
    agent_name          text COLLATE "C" NOT NULL,
    failure_type        text COLLATE "C",
    failure_code        text COLLATE "C",
    step_type           text COLLATE "C",
    tool_name           text COLLATE "C",
    error_class         text,
    message             text,
    created_at          timestamptz NOT NULL DEFAULT now(),
    seen_on             date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date,
    state               text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'muted')),
    resolved_at         timestamptz CHECK ((state = 'resolved') = (resolved_at IS NOT NULL)),
    resolved_in_version text COLLATE "C",
    earlier_versions    text[] COLLATE "C" NOT NULL DEFAULT '{}',
    muted_until         timestamptz,
    note                text,
    changed_at          timestamptz,
    PRIMARY KEY (project_id, group_id)
);
COMMENT ON COLUMN failure_group.failure_type IS 'Null, as all up to the message, of runs that told nothing of what went wrong.';
COMMENT ON COLUMN failure_group.message IS 'With placeholders for what differs from run to run, see message_template.';
COMMENT ON COLUMN failure_group.seen_on IS 'A day, UTC, on which a run of the group was stored; no day after it saw one.';
COMMENT ON COLUMN failure_group.state IS 'As somebody decided; see failure_group_state for what has become of it.';
COMMENT ON COLUMN failure_group.earlier_versions IS 'Of an agent''s versions those that had run when the group was said to be resolved in another one.';
COMMENT ON COLUMN failure_group.changed_at IS 'When somebody last decided about its state.';
CREATE INDEX failure_group_seen_on ON failure_group (seen_on);

-- Figures of groups are few among all of an hour.
CREATE INDEX run_stat_group_hour ON run_stat (project_id, hour) WHERE kind = 'group';

-- The group that a run's facets name.
CREATE FUNCTION failure_group_of(facets text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT substr(min(label), 7) FROM unnest(facets) AS label WHERE label LIKE 'group:%'
$$;

CREATE INDEX run_of_failure_group ON run (project_id, failure_group_of(facets), started_at DESC, run_id) WHERE status = 'failure';

-- What messages of one kind have in common: the line that says what went wrong, with placeholders for what differs from one to the next.
-- Of a text only 1,000 characters count, so that none takes long; of an answer in JSON, its message; of a Python trace, its end.
CREATE FUNCTION message_template(said text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS
$$
DECLARE
    line text := left(ltrim(left(said, 2000), E' \t\r\n'), 1000);
BEGIN
    IF line LIKE 'Traceback %' THEN
        line := substring(right(said, 1000) FROM '[^\r\n]+\s*$');
    ELSIF line LIKE '{%' THEN
        line := coalesce(substring(line FROM '"(?:message|detail|error_description|error|title)"\s*:\s*"((?:[^"\\]|\\.)+)'), line);
    END IF;
    line := substring(line FROM '[^\r\n]+');
    -- Words alone, as most names of errors are, have nothing to replace.
    IF line !~ '[^[:alpha:] _.,:;()!?-]|eyJ|  ' THEN
        RETURN nullif(left(trim(line), 300), '');
    END IF;
    line := regexp_replace(line, '(?<!\w)"[^"]*"(?!\w)|(?<!\w)''[^'']*''(?!\w)|`[^`]*`|[“«][^”»]*[”»]', '<quoted>', 'g');
    line := regexp_replace(line, '\m[a-z][a-z+]{1,12}://[^\s"''<>)\]}]+', '<url>', 'gi');
    line := regexp_replace(line, '[\w.%+-]+@[\w-]+(?:\.[\w-]+)+', '<email>', 'g');
    line := regexp_replace(line, '\m[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\M', '<uuid>', 'gi');
    line := regexp_replace(line, '\m\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\M)?)?'
                                 || '|(?:\m[a-z]{3},? )?\m\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{4}(?: \d\d:\d\d(?::\d\d)?(?: (?:UTC|GMT))?)?'
                                 || '|\m\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\M(?!\.\d)', '<time>', 'gi');
    line := regexp_replace(line, '\m\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\M'
                                 || '|(?<![\w:])\[?(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}|::1)(?:\](?::\d{1,5})?)?(?![\w:])',
                           '<ip>', 'gi');
    line := regexp_replace(line, '(?<![\w<./])(?:~|\.{1,2})?(?:/[\w.@%+-]+){2,}/?|(?<![\w<])[a-z]:\\[^\s"''<>|]+'
                                 || '|(?<![\w<./])[\w.-]+(?:/[\w.@%+-]+)+\.[a-z]\w{0,4}\M', '<path>', 'gi');
    line := regexp_replace(line, '\m(?:0x[0-9a-f]+|(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{8,})\M', '<hex>', 'gi');
    line := regexp_replace(line, '\meyJ[\w-]{8,}(?:\.[\w-]+){0,2}|(?<![\w<+/=])(?=(?:[a-z_+/=]*\d){2})(?=[\d_+/=]*[a-z])[\w+/=]{16,}(?![\w>])'
                                 || '|(?<![\w<-])(?=(?:[a-z_-]*\d){4})(?=[\d_-]*[a-z])[\w-]{32,}(?![\w>])', '<token>', 'gi');
    line := regexp_replace(line, '(?<![^\s(=:,\[])[+-](?=\d)', '', 'g');
    line := regexp_replace(line, '(?<![a-z0-9])\d+(?:[.,_]\d+)*(?:e[+-]?\d+)?(?:%|(?:ns|us|µs|ms|s|min|m|h|d|[kmgt]?i?b|k)(?![a-z0-9]))?(?![a-z])'
                                 || '|(?<=[a-z])\d{4,}(?![a-z0-9])', '<n>', 'gi');
    line := regexp_replace(line, '(<n> (?:(?:milli)?second|minute|hour|day|byte|token|character|attempt|time|item|row|record|message))\M', '\1s', 'gi');
    line := regexp_replace(line, '[\s[:cntrl:]]+', ' ', 'g');
    RETURN nullif(left(trim(line), 300), '');
END
$$;

-- The id of a group. The number in front is the version of how groups are told from each other.
CREATE FUNCTION failure_group_id(VARIADIC parts text[]) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE AS
$$
    SELECT '1-' || left(encode(sha256(convert_to(to_jsonb(parts)::text, 'UTF8')), 'hex'), 24)
$$;

-- The group of each failed run among those of one day: that of the failure that decided about the run. This is the last one from which
-- the agent did not recover, else what the run itself told, else the last one. A failure is recovered from where the same tool, or a step
-- of the same type, did well later. Where a run told its failures as such, only these count. A step failed itself where nothing within it did.
-- coarse_id leaves out what was said. A run may have one step or 20,000, of which no plan can know: hashed joins take long for neither.
CREATE FUNCTION failure_groups_of(wanted_project text, wanted_day date, ids text[])
    RETURNS TABLE (run_id text, group_id text, coarse_id text, agent_name text, failure_type text, failure_code text, step_type text,
                   tool_name text, error_class text, message text)
    LANGUAGE sql STABLE
    SET plan_cache_mode = force_custom_plan
    SET enable_nestloop = off AS
$$
    WITH failed AS MATERIALIZED (
        SELECT r.run_id, left(r.agent_name, 500) AS agent_name, r.started_at, coalesce(r.ended_at, r.started_at) AS ended_at, r.error_type,
               p.error_message
          FROM run r
          LEFT JOIN run_payload p ON p.project_id = wanted_project AND p.day = wanted_day AND p.run_id = r.run_id
                                 AND p.run_id = ANY (ids)
         WHERE r.project_id = wanted_project AND r.day = wanted_day AND r.run_id = ANY (ids) AND r.status = 'failure'
    ), steps AS MATERIALIZED (
        SELECT s.run_id, s.step_id, s.parent_step_id, coalesce(s.started_at, s.ended_at, f.started_at) AS at, coalesce(s.seq, -1) AS seq,
               s.step_type, CASE WHEN s.step_type = 'tool' THEN coalesce(s.metadata ->> 'tool_name', s.name) END AS tool_name, s.name,
               s.status, s.error_type, s.error_message, is_failed(s.status, s.error_type, NULL) AS failed
          FROM failed f
          JOIN step s ON s.project_id = wanted_project AND s.day = wanted_day AND s.run_id = f.run_id
         WHERE s.run_id = ANY (ids)
    ), calls AS MATERIALIZED (
        SELECT c.run_id, c.call_id, c.step_id, coalesce(c.started_at, c.ended_at, s.at, f.started_at) AS at, coalesce(s.seq, -1) AS step_seq,
               coalesce(c.seq, -1) AS seq, c.tool_name, CASE WHEN told.nothing THEN s.status ELSE c.status END AS status,
               CASE WHEN told.nothing THEN s.error_type ELSE c.error_class END AS error_class, c.status_code,
               CASE WHEN told.nothing THEN s.error_message ELSE c.error_message END AS error_message,
               CASE WHEN told.nothing THEN s.failed ELSE is_failed(c.status, c.error_class, c.status_code) END AS failed
          FROM failed f
          JOIN tool_call c ON c.project_id = wanted_project AND c.day = wanted_day AND c.run_id = f.run_id
          LEFT JOIN steps s ON s.run_id = c.run_id AND s.step_id = c.step_id
         -- A call that tells nothing of how it ended is as its step is.
         CROSS JOIN LATERAL (SELECT s.step_type = 'tool' AND c.status IS NULL AND c.error_class IS NULL AND c.status_code IS NULL
                                    AND c.error_message IS NULL AS nothing) AS told
         WHERE c.run_id = ANY (ids)
    ), acts AS (
        SELECT c.run_id, c.step_id, 'call:' || c.call_id AS id, 'tool:' || c.tool_name AS act, c.at, c.step_seq, c.seq, c.failed,
               c.status IS DISTINCT FROM 'running' AS ended, 'tool' AS step_type, c.tool_name, c.status, c.error_class, c.status_code,
               c.error_message
          FROM calls c
        UNION ALL
        SELECT s.run_id, s.step_id, 'step:' || s.step_id,
               coalesce('tool:' || s.tool_name, 'type:' || nullif(s.step_type, 'generic'), 'name:' || s.name), s.at, s.seq, 2147483647, s.failed,
               s.status IS DISTINCT FROM 'running', s.step_type, s.tool_name, s.status, s.error_type, NULL, s.error_message
          FROM steps s
         WHERE s.tool_name IS NULL OR NOT EXISTS (SELECT FROM calls c WHERE c.run_id = s.run_id AND c.step_id = s.step_id)
    ), judged AS MATERIALIZED (
        SELECT a.*, coalesce(bool_or(a.ended AND NOT a.failed) OVER (PARTITION BY a.run_id, a.act
                                 ORDER BY a.at DESC, a.step_seq DESC, a.seq DESC, a.id DESC
                                 ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS recovered
          FROM acts a
    ), told AS MATERIALIZED (
        SELECT t.*
          FROM failed f
          JOIN failure t ON t.project_id = wanted_project AND t.day = wanted_day AND t.run_id = f.run_id
         WHERE t.run_id = ANY (ids)
    ), of_steps AS (
        SELECT DISTINCT ON (j.run_id, j.step_id) j.*
          FROM judged j
         WHERE EXISTS (SELECT FROM told t WHERE t.run_id = j.run_id AND t.step_id = j.step_id)
         ORDER BY j.run_id, j.step_id, j.failed DESC, j.id LIKE 'call:%' DESC, j.at DESC, j.step_seq DESC, j.seq DESC, j.id DESC
    ), faulty AS (
        SELECT s.run_id, s.parent_step_id AS step_id FROM steps s WHERE s.failed
        UNION
        SELECT c.run_id, c.step_id FROM calls c WHERE c.failed
    ), candidates AS (
        SELECT t.run_id, CASE WHEN j.recovered THEN 2 ELSE 0 END AS rank, coalesce(j.at, f.ended_at) AS at,
               coalesce(j.step_seq, 2147483647) AS step_seq, coalesce(j.seq, 2147483647) AS seq, t.failure_id AS id, t.failure_type, t.failure_code,
               j.step_type, j.tool_name, j.error_class, j.status_code, coalesce(t.message, j.error_message) AS message
          FROM told t
          JOIN failed f ON f.run_id = t.run_id
          LEFT JOIN of_steps j ON j.run_id = t.run_id AND j.step_id = t.step_id
        UNION ALL
        SELECT j.run_id, CASE WHEN j.recovered THEN 2 ELSE 0 END, j.at, j.step_seq, j.seq, j.id, kind.failure_type,
               failure_code(kind.failure_type, j.error_class, j.status, j.status_code), j.step_type, j.tool_name, j.error_class, j.status_code,
               j.error_message
          FROM judged j
         CROSS JOIN LATERAL (SELECT CASE WHEN j.step_type = 'tool' THEN 'tool' WHEN j.step_type IN ('llm', 'embedding') THEN 'model'
                                         WHEN j.step_type IN ('retrieve', 'rerank') THEN 'retrieval' ELSE 'orchestration' END AS failure_type) AS kind
         WHERE j.failed
           AND NOT EXISTS (SELECT FROM told t WHERE t.run_id = j.run_id)
           AND (j.id LIKE 'call:%' OR NOT EXISTS (SELECT FROM faulty p WHERE p.run_id = j.run_id AND p.step_id = j.step_id))
        UNION ALL
        SELECT f.run_id, 1, f.ended_at, 0, 0, '', 'orchestration', failure_code('orchestration', f.error_type, NULL, NULL), NULL, NULL,
               f.error_type, NULL, f.error_message
          FROM failed f
         WHERE f.error_type IS NOT NULL OR f.error_message IS NOT NULL
    ), decided AS (
        SELECT DISTINCT ON (f.run_id) f.run_id, f.agent_name, left(c.failure_type, 500) AS failure_type, left(c.failure_code, 500) AS failure_code,
               left(c.step_type, 500) AS step_type, left(c.tool_name, 500) AS tool_name,
               coalesce(c.error_class, CASE WHEN c.status_code >= 400 THEN 'HTTP status ' || c.status_code END) AS error_class,
               CASE WHEN c.error_class IS NULL THEN coalesce(c.message, f.error_message) ELSE c.message END AS message
          FROM failed f
          LEFT JOIN candidates c ON c.run_id = f.run_id
         ORDER BY f.run_id, c.rank, c.at DESC, c.step_seq DESC, c.seq DESC, c.id COLLATE "C" DESC
    ), parted AS MATERIALIZED (
        SELECT d.run_id, d.agent_name, d.failure_type, d.failure_code, d.step_type, d.tool_name,
               CASE WHEN d.error_class ~ '^HTTP status [0-9]{3,}$' THEN d.error_class ELSE message_template(d.error_class) END AS error_class,
               message_template(d.message) AS message
          FROM decided d
    )
    SELECT d.run_id,
           failure_group_id(d.agent_name, d.failure_type, d.failure_code, d.step_type, d.tool_name, d.error_class, d.message),
           failure_group_id(d.agent_name, d.failure_type, d.failure_code, d.step_type, d.tool_name, NULL, NULL),
           d.agent_name, d.failure_type, d.failure_code, d.step_type, d.tool_name, d.error_class, d.message
      FROM parted d
$$;

-- The group of each failed run among those of one day, as its label: once a project has 10,000 groups, what was said makes no more of them.
CREATE FUNCTION failure_group_labels(wanted_project text, wanted_day date, ids text[]) RETURNS TABLE (run_id text, label text)
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode = force_custom_plan AS
$$
DECLARE
    failed text[] := ARRAY(SELECT r.run_id FROM run r
                            WHERE r.project_id = wanted_project AND r.day = wanted_day AND r.run_id = ANY (ids) AND r.status = 'failure');
    groups text[];
    coarse text[];
    found  text[];
BEGIN
    IF failed = '{}' THEN
        RETURN;
    END IF;
    SELECT array_agg(f.run_id), array_agg(f.group_id), array_agg(f.coarse_id) INTO found, groups, coarse
      FROM failure_groups_of(wanted_project, wanted_day, failed) AS f;
    IF EXISTS (SELECT FROM unnest(groups) AS u(id)
                WHERE NOT EXISTS (SELECT FROM failure_group g WHERE g.project_id = wanted_project AND g.group_id = u.id))
       AND (SELECT count(*) FROM (SELECT FROM failure_group g WHERE g.project_id = wanted_project LIMIT 10000) AS most) = 10000 THEN
        RETURN QUERY SELECT f.id, 'group:' || CASE WHEN g.group_id IS NULL THEN f.coarse ELSE f.fine END
                       FROM unnest(found, groups, coarse) AS f(id, fine, coarse)
                       LEFT JOIN failure_group g ON g.project_id = wanted_project AND g.group_id = f.fine;
    ELSE
        RETURN QUERY SELECT f.id, 'group:' || f.fine FROM unnest(found, groups) AS f(id, fine);
    END IF;
END
$$;

-- Describes the groups of runs, and says of those that are described that they were seen today. A writer waits for another one that
-- does so for the same group: it must be the last that a transaction locks, but for the ledger. Groups that were seen today are not touched.
CREATE FUNCTION describe_failure_groups(projects text[], days date[], run_ids text[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan AS
$$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    part  record;
    ids   text[];
    found jsonb[] := '{}';
BEGIN
    FOR part IN
        SELECT project_id, day, array_agg(run_id) AS ids FROM unnest(projects, days, run_ids) AS w(project_id, day, run_id)
         GROUP BY project_id, day
    LOOP
        ids := ARRAY(SELECT DISTINCT ON (failure_group_of(r.facets)) r.run_id
                       FROM run r
                      WHERE r.project_id = part.project_id AND r.day = part.day AND r.run_id = ANY (part.ids) AND r.status = 'failure'
                        AND NOT EXISTS (SELECT FROM failure_group g
                                         WHERE g.project_id = part.project_id AND g.group_id = failure_group_of(r.facets) AND g.seen_on >= today));
        CONTINUE WHEN ids = '{}';
        found := found || ARRAY(
            SELECT jsonb_build_object('project_id', part.project_id, 'group_id', failure_group_of(r.facets), 'agent_name', f.agent_name,
                                      'failure_type', f.failure_type, 'failure_code', f.failure_code, 'step_type', f.step_type,
                                      'tool_name', f.tool_name, 'error_class', CASE WHEN is_fine THEN f.error_class END,
                                      'message', CASE WHEN is_fine THEN f.message END)
              FROM failure_groups_of(part.project_id, part.day, ids) AS f
              JOIN run r ON r.project_id = part.project_id AND r.day = part.day AND r.run_id = f.run_id
             CROSS JOIN LATERAL (SELECT f.group_id = failure_group_of(r.facets) AS is_fine) AS label
             WHERE failure_group_of(r.facets) IN (f.group_id, f.coarse_id));
    END LOOP;
    INSERT INTO failure_group AS g (project_id, group_id, agent_name, failure_type, failure_code, step_type, tool_name, error_class, message,
                                    seen_on)
    SELECT DISTINCT ON (f.project_id COLLATE "C", f.group_id COLLATE "C")
           f.project_id, f.group_id, f.agent_name, f.failure_type, f.failure_code, f.step_type, f.tool_name, f.error_class, f.message, today
      FROM unnest(found) AS u(item)
     CROSS JOIN LATERAL jsonb_to_record(u.item) AS f(project_id text, group_id text, agent_name text, failure_type text, failure_code text,
                                                     step_type text, tool_name text, error_class text, message text)
     ORDER BY f.project_id COLLATE "C", f.group_id COLLATE "C"
        ON CONFLICT (project_id, group_id) DO UPDATE SET seen_on = excluded.seen_on WHERE g.seen_on < excluded.seen_on;
END
$$;

-- What a group is now: open, resolved, muted, or regressed, which is resolved with a run that started after that. Where it was resolved in a
-- version, only runs of this and of newer versions count, which had not run by then.
CREATE FUNCTION failure_group_state(g failure_group) RETURNS text
    LANGUAGE sql STABLE AS
$$
    SELECT CASE
             WHEN g.state = 'muted' AND g.muted_until <= now() THEN 'open'
             WHEN g.state = 'resolved' AND EXISTS (
                 SELECT FROM run_stat s
                  WHERE s.project_id = g.project_id AND s.kind = 'group' AND s.name = g.group_id
                    AND s.hour > g.resolved_at - interval '1 hour'
                    AND (g.resolved_in_version IS NULL OR s.agent_version = g.resolved_in_version OR s.agent_version <> ALL (g.earlier_versions))
                  GROUP BY s.hour
                 HAVING sum(s.total) > 0 AND (s.hour > g.resolved_at OR EXISTS (
                     SELECT FROM run r
                      WHERE r.project_id = g.project_id AND r.day >= (s.hour AT TIME ZONE 'UTC')::date - 1 AND r.status = 'failure'
                        AND failure_group_of(r.facets) = g.group_id AND r.started_at > g.resolved_at
                        AND r.started_at < s.hour + interval '1 hour'
                        AND (g.resolved_in_version IS NULL OR r.agent_version = g.resolved_in_version
                             OR r.agent_version <> ALL (g.earlier_versions)))))
             THEN 'regressed'
             ELSE g.state
           END
$$;

COMMENT ON COLUMN run.facets IS 'Sorted labels: tool:, tool_failed:, failure_type:, failure_code:, failure:<type>/<code>, model:, guardrail:, group:.';

-- Makes the facets and the error texts of runs anew from what is stored of them. Labels longer than an index entry may be are cut.
-- Of the collations of the columns, the default one knows the small letters of all alphabets.
-- With the day known when a statement is planned, it is about one partition and not about all.
CREATE OR REPLACE FUNCTION refresh_run_digests(projects text[], days date[], run_ids text[]) RETURNS void
    LANGUAGE plpgsql
    SET plan_cache_mode = force_custom_plan AS
$$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT project_id, day, array_agg(run_id) AS ids FROM unnest(projects, days, run_ids) AS w(project_id, day, run_id)
         GROUP BY project_id, day
    LOOP
        WITH labels AS (
            SELECT c.run_id, unnest(ARRAY['tool:' || c.tool_name,
                                          CASE WHEN is_failed(c.status, c.error_class, c.status_code)
                                               THEN 'tool_failed:' || c.tool_name END]) AS label
              FROM tool_call c
             WHERE c.project_id = part.project_id AND c.day = part.day AND c.run_id = ANY (part.ids)
            UNION
            SELECT s.run_id, unnest(ARRAY['model:' || s.model,
                                          CASE WHEN s.step_type = 'tool' THEN 'tool:' || s.name END,
                                          CASE WHEN s.step_type = 'tool' THEN 'tool:' || (s.metadata ->> 'tool_name') END])
              FROM step s
             WHERE s.project_id = part.project_id AND s.day = part.day AND s.run_id = ANY (part.ids)
            UNION
            SELECT r.run_id, 'model:' || r.model
              FROM run r
             WHERE r.project_id = part.project_id AND r.day = part.day AND r.run_id = ANY (part.ids)
            UNION
            SELECT g.run_id, 'guardrail:' || g.type
              FROM guardrail_event g
             WHERE g.project_id = part.project_id AND g.day = part.day AND g.run_id = ANY (part.ids)
            UNION
            SELECT f.run_id, unnest(ARRAY['failure_type:' || f.failure_type, 'failure_code:' || f.failure_code,
                                          'failure:' || f.failure_type || '/' || f.failure_code])
              FROM run_failure f
             WHERE f.project_id = part.project_id AND f.day = part.day AND f.run_id = ANY (part.ids)
            UNION
            SELECT g.run_id, g.label FROM failure_group_labels(part.project_id, part.day, part.ids) AS g
        ), cut AS (
            SELECT DISTINCT run_id, left(label, 600) COLLATE "C" AS label FROM labels WHERE label IS NOT NULL
        ), made AS (
            SELECT w.run_id, coalesce(array_agg(c.label ORDER BY c.label) FILTER (WHERE c.label IS NOT NULL), '{}') AS facets
              FROM unnest(part.ids) AS w(run_id)
              LEFT JOIN cut c ON c.run_id = w.run_id
             GROUP BY w.run_id
        )
        UPDATE run r SET facets = made.facets
          FROM made
         WHERE r.project_id = part.project_id AND r.day = part.day AND r.run_id = made.run_id
           AND r.facets IS DISTINCT FROM made.facets;

        WITH texts AS (
            SELECT r.run_id, unnest(ARRAY[r.error_type, p.error_message]) AS said
              FROM run r
              LEFT JOIN run_payload p ON p.project_id = r.project_id AND p.day = r.day AND p.run_id = r.run_id
             WHERE r.project_id = part.project_id AND r.day = part.day AND r.run_id = ANY (part.ids)
            UNION ALL
            SELECT c.run_id, unnest(ARRAY[c.error_class, c.error_message])
              FROM tool_call c
             WHERE c.project_id = part.project_id AND c.day = part.day AND c.run_id = ANY (part.ids)
            UNION ALL
            SELECT s.run_id, unnest(ARRAY[s.error_type, s.error_message])
              FROM step s
             WHERE s.project_id = part.project_id AND s.day = part.day AND s.run_id = ANY (part.ids)
            UNION ALL
            SELECT f.run_id, unnest(ARRAY[f.failure_code, f.message])
              FROM failure f
             WHERE f.project_id = part.project_id AND f.day = part.day AND f.run_id = ANY (part.ids)
        ), made AS (
            SELECT run_id, left(string_agg(DISTINCT lower(left(said, 2000) COLLATE "default"), E'\n'), 16000) AS text
              FROM texts WHERE said <> ''
             GROUP BY run_id
        ), gone AS (
            DELETE FROM run_error e
             WHERE e.project_id = part.project_id AND e.day = part.day AND e.run_id = ANY (part.ids)
               AND NOT EXISTS (SELECT FROM made WHERE made.run_id = e.run_id)
        )
        INSERT INTO run_error AS e (project_id, day, run_id, text)
        SELECT part.project_id, part.day, made.run_id, made.text FROM made ORDER BY made.run_id
            ON CONFLICT (project_id, day, run_id) DO UPDATE SET text = excluded.text
         WHERE e.text IS DISTINCT FROM excluded.text;
    END LOOP;
END
$$;

-- Failed runs that are already there, some at a time.
DO
$$
DECLARE
    part record;
BEGIN
    FOR part IN
        SELECT array_agg(project_id) AS projects, array_agg(day) AS days, array_agg(run_id) AS run_ids
          FROM (SELECT project_id, day, run_id, (row_number() OVER (PARTITION BY project_id, day ORDER BY run_id) - 1) / 5000 AS chunk
                  FROM run WHERE status = 'failure') AS r
         GROUP BY project_id, day, chunk
    LOOP
        PERFORM add_run_stats(part.projects, part.days, part.run_ids, -1);
        PERFORM refresh_run_digests(part.projects, part.days, part.run_ids);
        PERFORM describe_failure_groups(part.projects, part.days, part.run_ids);
        PERFORM add_run_stats(part.projects, part.days, part.run_ids, 1);
    END LOOP;
END
$$;
