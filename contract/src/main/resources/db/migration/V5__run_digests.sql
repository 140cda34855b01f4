-- What runs are searched by, kept beside what was reported of them.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

ALTER TABLE run ADD COLUMN facets text[] COLLATE "C" NOT NULL DEFAULT '{}';
COMMENT ON COLUMN run.facets IS 'Sorted labels: tool:, tool_failed:, failure_type:, failure_code:, failure:<type>/<code>, model:, guardrail:.';
CREATE INDEX run_facets ON run USING gin (facets);
CREATE INDEX run_of_conversation ON run (project_id, conversation_id, started_at DESC, run_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX run_of_parent ON run (project_id, parent_run_id, started_at DESC, run_id) WHERE parent_run_id IS NOT NULL;

-- The texts of all errors of a run in lower case; only runs that have some.
CREATE TABLE run_error (
    project_id text COLLATE "C" NOT NULL,
    day        date NOT NULL,
    run_id     text COLLATE "C" NOT NULL,
    text       text NOT NULL,
    PRIMARY KEY (project_id, day, run_id)
) PARTITION BY RANGE (day);
CREATE TABLE run_error_default PARTITION OF run_error DEFAULT;
CREATE INDEX run_error_text ON run_error USING gin (text gin_trgm_ops);

-- Gives a day its partitions, each in a transaction of its own, since all who write wait for it; calling it again, or at once from
-- several processes, changes nothing. A day whose rows already stand in the default partitions keeps them there.
CREATE OR REPLACE PROCEDURE create_day_partitions(wanted date)
    LANGUAGE plpgsql AS
$$
DECLARE
    parent text;
    taken  boolean;
BEGIN
    FOREACH parent IN ARRAY ARRAY ['run', 'run_payload', 'step', 'tool_call', 'guardrail_event', 'failure', 'evaluation',
                                   'run_error', 'span'] LOOP
        PERFORM pg_advisory_xact_lock(hashtext('create_day_partitions'));
        IF to_regclass(parent || to_char(wanted, '_YYYYMMDD')) IS NULL THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE day = %L)', parent || '_default', wanted) INTO taken;
            IF NOT taken THEN
                EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                               parent || to_char(wanted, '_YYYYMMDD'), parent, wanted, wanted + 1);
            END IF;
        END IF;
        COMMIT;
    END LOOP;
END
$$;

-- Whether a tool call or a step failed, by what was told of it.
CREATE FUNCTION is_failed(status text, error text, status_code integer) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT coalesce(status IN ('failure', 'failed', 'error', 'timeout'), false) OR error IS NOT NULL
           OR coalesce(status_code >= 400, false)
$$;

-- What kind of failure it was: a status, known words, or the error's class itself without its package, as snake_case.
CREATE FUNCTION failure_code(failure_type text, said text, ending text, status_code integer) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
    SELECT CASE
             WHEN http.code IN (401, 403) THEN 'permission_denied'
             WHEN http.code = 404 THEN 'not_found'
             WHEN http.code IN (408, 504) OR ending = 'timeout' OR said ~* 'timed?[ _-]?out' THEN 'timeout'
             WHEN http.code = 429 OR said ~* 'rate[ _-]?limit|too[ _-]?many[ _-]?requests' THEN 'rate_limited'
             ELSE coalesce(
               lower(regexp_replace(regexp_replace(
                   translate(substring(said FROM '^(?:[A-Za-z_][A-Za-z0-9_]*[.:$/]+)*([A-Za-z][A-Za-z0-9_-]{0,63})$'), '-', '_'),
                   '([A-Z]+)([A-Z][a-z])', '\1_\2', 'g'), '([a-z0-9])([A-Z])', '\1_\2', 'g')),
               failure_type || '_error')
           END
      FROM (SELECT coalesce(status_code, CASE WHEN said ~ '^[1-5][0-9][0-9]$' THEN said::integer END) AS code) AS http
$$;

-- The failures of runs. A run that told none, as only some forms do, has those that can be read from its tool calls, its steps or,
-- where these went well, its own error type. Of what they said only a code remains, never a message.
CREATE VIEW run_failure AS
SELECT f.project_id, f.day, f.run_id, f.failure_id, f.failure_type, f.failure_code, f.message, f.step_id
  FROM failure f
UNION ALL
SELECT c.project_id, c.day, c.run_id, 'tool:' || c.call_id, 'tool', failure_code('tool', c.error_class, c.status, c.status_code),
       NULL, c.step_id
  FROM tool_call c
 WHERE is_failed(c.status, c.error_class, c.status_code)
   AND NOT EXISTS (SELECT FROM failure f WHERE f.project_id = c.project_id AND f.day = c.day AND f.run_id = c.run_id)
UNION ALL
SELECT s.project_id, s.day, s.run_id, 'step:' || s.step_id, kind.failure_type,
       failure_code(kind.failure_type, s.error_type, s.status, NULL), NULL, s.step_id
  FROM step s
 CROSS JOIN LATERAL (SELECT CASE WHEN s.step_type IN ('llm', 'embedding') THEN 'model' ELSE 'retrieval' END AS failure_type) AS kind
 WHERE s.step_type IN ('llm', 'embedding', 'retrieve', 'rerank') AND is_failed(s.status, s.error_type, NULL)
   AND NOT EXISTS (SELECT FROM failure f WHERE f.project_id = s.project_id AND f.day = s.day AND f.run_id = s.run_id)
UNION ALL
SELECT r.project_id, r.day, r.run_id, 'run', 'orchestration', failure_code('orchestration', r.error_type, NULL, NULL), NULL, NULL
  FROM run r
 WHERE r.error_type IS NOT NULL
   AND NOT EXISTS (SELECT FROM failure f WHERE f.project_id = r.project_id AND f.day = r.day AND f.run_id = r.run_id)
   AND NOT EXISTS (SELECT FROM tool_call c
                    WHERE c.project_id = r.project_id AND c.day = r.day AND c.run_id = r.run_id
                      AND is_failed(c.status, c.error_class, c.status_code))
   AND NOT EXISTS (SELECT FROM step s
                    WHERE s.project_id = r.project_id AND s.day = r.day AND s.run_id = r.run_id
                      AND s.step_type IN ('llm', 'embedding', 'retrieve', 'rerank') AND is_failed(s.status, s.error_type, NULL));

-- Makes the facets and the error texts of runs anew from what is stored of them. Labels longer than an index entry may be are cut.
-- Of the collations of the columns, the default one knows the small letters of all alphabets.
-- With the day known when a statement is planned, it is about one partition and not about all.
CREATE FUNCTION refresh_run_digests(projects text[], days date[], run_ids text[]) RETURNS void
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

-- A digest of all that an analysis reads of a run; equal content gives an equal digest in every session.
CREATE OR REPLACE FUNCTION run_content_hash(wanted_project text, wanted_run text) RETURNS text
    LANGUAGE sql STABLE
    SET timezone = 'UTC'
    SET extra_float_digits = 1
    SET datestyle = 'ISO' AS
$$
    SELECT md5(concat_ws('|',
        md5((r.project_id, r.day, r.run_id, r.agent_name, r.agent_version, r.model, r.environment, r.status, r.started_at,
             r.ended_at, r.error_type, r.trace_id, r.conversation_id, r.parent_run_id, r.tokens_prompt, r.tokens_completion,
             r.total_cost_usd, r.from_spans)::text),
        (SELECT md5(p::text) FROM run_payload p
          WHERE p.project_id = k.project_id AND p.day = k.day AND p.run_id = k.run_id),
        (SELECT md5(string_agg(md5(s::text), '' ORDER BY s.step_id)) FROM step s
          WHERE s.project_id = k.project_id AND s.day = k.day AND s.run_id = k.run_id),
        (SELECT md5(string_agg(md5(c::text), '' ORDER BY c.call_id)) FROM tool_call c
          WHERE c.project_id = k.project_id AND c.day = k.day AND c.run_id = k.run_id),
        (SELECT md5(string_agg(md5(g::text), '' ORDER BY g.event_id)) FROM guardrail_event g
          WHERE g.project_id = k.project_id AND g.day = k.day AND g.run_id = k.run_id),
        (SELECT md5(string_agg(md5(f::text), '' ORDER BY f.failure_id)) FROM failure f
          WHERE f.project_id = k.project_id AND f.day = k.day AND f.run_id = k.run_id)))
      FROM run_key k
      JOIN run r ON r.project_id = k.project_id AND r.day = k.day AND r.run_id = k.run_id
     WHERE k.project_id = wanted_project AND k.run_id = wanted_run
$$;

-- Runs that are already there.
SELECT refresh_run_digests(array_agg(project_id), array_agg(day), array_agg(run_id)) FROM run GROUP BY project_id, day;
