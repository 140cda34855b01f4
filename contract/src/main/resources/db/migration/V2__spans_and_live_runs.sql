-- What traces and the privacy-first form tell beyond the full form, and when a run was last heard of.

ALTER TABLE run_key ADD COLUMN last_reported_at timestamptz;
COMMENT ON COLUMN run_key.last_reported_at IS 'When a message about the unfinished run last reached a door or the topic.';

ALTER TABLE run ADD COLUMN from_spans boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN run.from_spans IS 'All that is known of the run was read from spans, which may yet tell that it is part of another.';
CREATE INDEX run_unfinished ON run (project_id, started_at DESC, run_id) WHERE status = 'running';

ALTER TABLE step
    ADD COLUMN parent_step_id    text COLLATE "C",
    ADD COLUMN step_type         text COLLATE "C",
    ADD COLUMN model             text COLLATE "C",
    ADD COLUMN error_type        text,
    ADD COLUMN error_message     text,
    ADD COLUMN tokens_prompt     bigint,
    ADD COLUMN tokens_completion bigint,
    ADD COLUMN cost_usd          numeric,
    ADD COLUMN metadata          jsonb NOT NULL DEFAULT '{}';

ALTER TABLE tool_call
    ADD COLUMN started_at timestamptz,
    ADD COLUMN ended_at   timestamptz;

CREATE TABLE failure (
    project_id   text COLLATE "C" NOT NULL,
    day          date NOT NULL,
    run_id       text COLLATE "C" NOT NULL,
    failure_id   text COLLATE "C" NOT NULL,
    failure_type text COLLATE "C" NOT NULL,
    failure_code text COLLATE "C" NOT NULL,
    message      text,
    step_id      text COLLATE "C",
    PRIMARY KEY (project_id, day, run_id, failure_id)
) PARTITION BY RANGE (day);

CREATE TABLE evaluation (
    project_id    text COLLATE "C" NOT NULL,
    day           date NOT NULL,
    run_id        text COLLATE "C" NOT NULL,
    evaluation_id text COLLATE "C" NOT NULL,
    name          text COLLATE "C" NOT NULL,
    score         double precision,
    label         text,
    explanation   text,
    step_id       text COLLATE "C",
    created_at    timestamptz,
    PRIMARY KEY (project_id, day, run_id, evaluation_id)
) PARTITION BY RANGE (day);

-- A trace as it was reported. Its spans are kept apart from the runs read from them, so that a later mapper can read anew.
CREATE TABLE trace_key (
    project_id      text COLLATE "C" NOT NULL,
    trace_id        text COLLATE "C" NOT NULL,
    day             date NOT NULL,
    first_stored_at timestamptz NOT NULL DEFAULT now(),
    mapper_version  integer,
    spans           bigint NOT NULL DEFAULT 0,
    run_ids         text[] NOT NULL DEFAULT '{}',
    resources       jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (project_id, trace_id)
);

COMMENT ON COLUMN trace_key.day IS 'The UTC day of the first span to come: the partition of all of them.';
COMMENT ON COLUMN trace_key.spans IS 'How many spans came, repeated ones included.';
COMMENT ON COLUMN trace_key.run_ids IS 'The runs that mapper_version reads from the spans stored.';
COMMENT ON COLUMN trace_key.resources IS 'Attributes of the reporting processes, by a digest of them.';

-- The traces that tell of a run whose reporter gave its id: other traces may tell of it too.
CREATE TABLE run_trace (
    project_id text COLLATE "C" NOT NULL,
    run_id     text COLLATE "C" NOT NULL,
    trace_id   text COLLATE "C" NOT NULL,
    PRIMARY KEY (project_id, run_id, trace_id)
);

CREATE TABLE span (
    project_id     text COLLATE "C" NOT NULL,
    day            date NOT NULL,
    trace_id       text COLLATE "C" NOT NULL,
    span_id        text COLLATE "C" NOT NULL,
    finished       boolean NOT NULL DEFAULT true,
    parent_span_id text COLLATE "C",
    remote_parent  boolean,
    name           text,
    kind           text COLLATE "C",
    started_at     timestamptz,
    ended_at       timestamptz,
    status         text COLLATE "C",
    status_message text,
    scope          text,
    resource       text COLLATE "C",
    attributes     jsonb NOT NULL DEFAULT '{}',
    events         jsonb NOT NULL DEFAULT '{}',
    bytes          integer NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, day, trace_id, span_id)
) PARTITION BY RANGE (day);

COMMENT ON COLUMN span.finished IS 'Whether the span was reported with its end: one without never overwrites it.';
COMMENT ON COLUMN span.bytes IS 'How long the attributes and events are as JSON.';
COMMENT ON COLUMN span.events IS 'By a digest of each: {"time", "name", "attributes"}.';

CREATE TABLE failure_default PARTITION OF failure DEFAULT;
CREATE TABLE evaluation_default PARTITION OF evaluation DEFAULT;
CREATE TABLE span_default PARTITION OF span DEFAULT;

-- Gives a day its partitions; calling it again, or at once from several processes, changes nothing. A day whose rows
-- already stand in the default partitions keeps them there.
CREATE OR REPLACE FUNCTION create_day_partitions(wanted date) RETURNS void
    LANGUAGE plpgsql AS
$$
DECLARE
    parent text;
    taken  boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('create_day_partitions'));
    FOREACH parent IN ARRAY ARRAY ['run', 'run_payload', 'step', 'tool_call', 'guardrail_event', 'failure', 'evaluation',
                                   'span'] LOOP
        CONTINUE WHEN to_regclass(parent || to_char(wanted, '_YYYYMMDD')) IS NOT NULL;
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE day = %L)', parent || '_default', wanted) INTO taken;
        IF NOT taken THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                           parent || to_char(wanted, '_YYYYMMDD'), parent, wanted, wanted + 1);
        END IF;
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
        md5(r::text),
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
