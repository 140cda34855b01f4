-- Every table leads its primary key with project_id, so that it can be distributed by it. Ids sort bytewise.
-- Run tables are partitioned by the UTC day on which a run started, as its first message told it; run_key finds that day
-- again, so that parts which arrive days later join their run.

CREATE TABLE run_key (
    project_id      text COLLATE "C" NOT NULL,
    run_id          text COLLATE "C" NOT NULL,
    day             date NOT NULL,
    first_stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (project_id, run_id)
);

CREATE TABLE run (
    project_id        text COLLATE "C" NOT NULL,
    day               date NOT NULL,
    run_id            text COLLATE "C" NOT NULL,
    agent_name        text COLLATE "C" NOT NULL,
    agent_version     text COLLATE "C",
    model             text COLLATE "C",
    environment       text COLLATE "C",
    status            text COLLATE "C" NOT NULL CHECK (status IN ('running', 'success', 'failure', 'partial')),
    started_at        timestamptz NOT NULL,
    ended_at          timestamptz,
    error_type        text,
    trace_id          text,
    conversation_id   text,
    parent_run_id     text,
    tokens_prompt     bigint,
    tokens_completion bigint,
    total_cost_usd    numeric,
    PRIMARY KEY (project_id, day, run_id)
) PARTITION BY RANGE (day);

CREATE INDEX run_recent ON run (project_id, started_at DESC, run_id);
CREATE INDEX run_by_agent ON run (project_id, agent_name, status, started_at);

-- What lists never show.
CREATE TABLE run_payload (
    project_id       text COLLATE "C" NOT NULL,
    day              date NOT NULL,
    run_id           text COLLATE "C" NOT NULL,
    finished         boolean NOT NULL DEFAULT true,
    error_message    text,
    correlation_ids  jsonb NOT NULL DEFAULT '{}',
    tool_definitions jsonb NOT NULL DEFAULT '{}',
    metadata         jsonb NOT NULL DEFAULT '{}',
    PRIMARY KEY (project_id, day, run_id)
) PARTITION BY RANGE (day);

COMMENT ON COLUMN run_payload.correlation_ids IS 'A set: each id is a key, its value true.';
COMMENT ON COLUMN run_payload.tool_definitions IS 'By tool name: {"description", "parameters"}.';

CREATE TABLE step (
    project_id     text COLLATE "C" NOT NULL,
    day            date NOT NULL,
    run_id         text COLLATE "C" NOT NULL,
    step_id        text COLLATE "C" NOT NULL,
    seq            integer,
    name           text NOT NULL,
    status         text COLLATE "C",
    started_at     timestamptz,
    ended_at       timestamptz,
    retries        integer,
    latency_ms     double precision,
    input_summary  text,
    output_summary text,
    PRIMARY KEY (project_id, day, run_id, step_id)
) PARTITION BY RANGE (day);

CREATE TABLE tool_call (
    project_id     text COLLATE "C" NOT NULL,
    day            date NOT NULL,
    run_id         text COLLATE "C" NOT NULL,
    call_id        text COLLATE "C" NOT NULL,
    seq            integer,
    step_id        text COLLATE "C",
    tool_name      text COLLATE "C" NOT NULL,
    status         text COLLATE "C",
    error_class    text,
    status_code    integer,
    retries        integer,
    latency_ms     double precision,
    args_json      jsonb,
    args_hash      text,
    result_summary text,
    error_message  text,
    PRIMARY KEY (project_id, day, run_id, call_id)
) PARTITION BY RANGE (day);

CREATE TABLE guardrail_event (
    project_id text COLLATE "C" NOT NULL,
    day        date NOT NULL,
    run_id     text COLLATE "C" NOT NULL,
    event_id   text COLLATE "C" NOT NULL,
    type       text COLLATE "C" NOT NULL,
    message    text,
    step_id    text COLLATE "C",
    call_id    text COLLATE "C",
    created_at timestamptz,
    PRIMARY KEY (project_id, day, run_id, event_id)
) PARTITION BY RANGE (day);

-- Days that have no partition of their own (older than retention when they first came) share these.
CREATE TABLE run_default PARTITION OF run DEFAULT;
CREATE TABLE run_payload_default PARTITION OF run_payload DEFAULT;
CREATE TABLE step_default PARTITION OF step DEFAULT;
CREATE TABLE tool_call_default PARTITION OF tool_call DEFAULT;
CREATE TABLE guardrail_event_default PARTITION OF guardrail_event DEFAULT;

-- Gives a day its partitions; calling it again, or at once from several processes, changes nothing. A day whose rows
-- already stand in the default partitions keeps them there.
CREATE FUNCTION create_day_partitions(wanted date) RETURNS void
    LANGUAGE plpgsql AS
$$
DECLARE
    parent text;
    taken  boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('create_day_partitions'));
    FOREACH parent IN ARRAY ARRAY ['run', 'run_payload', 'step', 'tool_call', 'guardrail_event'] LOOP
        CONTINUE WHEN to_regclass(parent || to_char(wanted, '_YYYYMMDD')) IS NOT NULL;
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE day = %L)', parent || '_default', wanted) INTO taken;
        IF NOT taken THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                           parent || to_char(wanted, '_YYYYMMDD'), parent, wanted, wanted + 1);
        END IF;
    END LOOP;
END
$$;

-- A digest of all that is stored of a run; equal content gives an equal digest in every session.
CREATE FUNCTION run_content_hash(wanted_project text, wanted_run text) RETURNS text
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
          WHERE g.project_id = k.project_id AND g.day = k.day AND g.run_id = k.run_id)))
      FROM run_key k
      JOIN run r ON r.project_id = k.project_id AND r.day = k.day AND r.run_id = k.run_id
     WHERE k.project_id = wanted_project AND k.run_id = wanted_run
$$;

-- One analysis of one run. ingest-service inserts queued rows; rca-service alone changes them after that.
CREATE TABLE rca_run (
    project_id   text COLLATE "C" NOT NULL,
    rca_run_id   uuid NOT NULL,
    run_id       text COLLATE "C" NOT NULL,
    content_hash text NOT NULL,
    status       text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
    superseded   boolean NOT NULL DEFAULT false,
    attempt      integer NOT NULL DEFAULT 0,
    lease_owner  text,
    lease_until  timestamptz,
    created_at   timestamptz NOT NULL DEFAULT now(),
    started_at   timestamptz,
    finished_at  timestamptz,
    failure      text,
    report       jsonb,
    PRIMARY KEY (project_id, rca_run_id)
);

COMMENT ON COLUMN rca_run.superseded IS 'A forced analysis of the same run was asked for later.';
COMMENT ON COLUMN rca_run.attempt IS 'How often an analysis was begun; more than one after a process died under it.';

-- While an analysis of the same content is queued, running or done, a request finds it instead of adding another.
CREATE UNIQUE INDEX rca_run_once ON rca_run (project_id, run_id, content_hash)
    WHERE status <> 'failed' AND NOT superseded;
CREATE INDEX rca_run_of_run ON rca_run (project_id, run_id, rca_run_id DESC);
CREATE INDEX rca_run_open ON rca_run (created_at) WHERE status IN ('queued', 'running');
