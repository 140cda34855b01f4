-- Agents as their sidecars tell of them: how each is, what happened to it, how it was by the minute, and faults that were asked for.

-- One row an agent, which every heartbeat updates: none of what it changes is indexed, and there is room on the page.
CREATE TABLE agent (
    project_id     text COLLATE "C" NOT NULL,
    agent_id       text COLLATE "C" NOT NULL,
    agent_name     text COLLATE "C" NOT NULL,
    agent_version  text COLLATE "C",
    environment    text COLLATE "C",
    status         text COLLATE "C" NOT NULL CHECK (status IN ('HEALTHY', 'DEGRADED', 'UNHEALTHY', 'RECOVERING', 'UNKNOWN')),
    status_since   timestamptz NOT NULL,
    reason         text,
    silent         boolean NOT NULL DEFAULT false,
    latency_ms     double precision,
    error_rate     double precision NOT NULL,
    sidecar_id     text COLLATE "C" NOT NULL,
    sequence       bigint NOT NULL,
    restarts       integer NOT NULL,
    heard_at       timestamptz NOT NULL,
    first_heard_at timestamptz NOT NULL DEFAULT now(),
    told           text NOT NULL,
    heartbeat      jsonb NOT NULL,
    changed_in     xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (project_id, agent_id)
) WITH (fillfactor = 50);

COMMENT ON COLUMN agent.silent IS 'It was not heard of for too long, and is UNKNOWN for that.';
COMMENT ON COLUMN agent.sidecar_id IS 'Empty where heartbeats name none.';
COMMENT ON COLUMN agent.heard_at IS 'When the latest heartbeat reached the platform, by the platform''s clock.';
COMMENT ON COLUMN agent.told IS 'What the latest heartbeat says that is an event the first time it is said, a line each.';
COMMENT ON COLUMN agent.heartbeat IS 'The latest heartbeat, but for what it tells of earlier ones.';
COMMENT ON COLUMN agent.changed_in IS 'The transaction that changed more than figures: whoever follows agents asks for later ones.';
CREATE INDEX agent_changed ON agent (project_id, changed_in, agent_id);

-- What happened to agents.
CREATE TABLE agent_event (
    project_id text COLLATE "C" NOT NULL,
    day        date NOT NULL,
    agent_id   text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('status', 'sidecar', 'fault', 'exit', 'recovery')),
    key        text COLLATE "C" NOT NULL,
    at         timestamptz NOT NULL,
    detail     jsonb NOT NULL,
    PRIMARY KEY (project_id, day, agent_id, kind, key)
) PARTITION BY RANGE (day);
CREATE TABLE agent_event_default PARTITION OF agent_event DEFAULT;
CREATE INDEX agent_event_recent ON agent_event (project_id, agent_id, at DESC);
COMMENT ON COLUMN agent_event.key IS 'What makes it one event, however often it is told.';

-- How agents were, by the minute.
CREATE TABLE agent_sample (
    project_id text COLLATE "C" NOT NULL,
    day        date NOT NULL,
    agent_id   text COLLATE "C" NOT NULL,
    minute     timestamptz NOT NULL,
    status     text COLLATE "C" NOT NULL,
    latency_ms double precision,
    error_rate double precision NOT NULL,
    PRIMARY KEY (project_id, day, agent_id, minute)
) PARTITION BY RANGE (day);
CREATE TABLE agent_sample_default PARTITION OF agent_sample DEFAULT;

CREATE SEQUENCE agent_config_version;

-- Faults that were asked for. They outlive their end, so that nobody uses an id twice.
CREATE TABLE agent_fault (
    project_id      text COLLATE "C" NOT NULL,
    fault_id        text COLLATE "C" NOT NULL,
    agent_id        text COLLATE "C" NOT NULL,
    type            text COLLATE "C" NOT NULL,
    spec            jsonb NOT NULL,
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    cleared_at      timestamptz,
    config_version  bigint NOT NULL DEFAULT nextval('agent_config_version'),
    phase           text COLLATE "C",
    phase_reason    text,
    affected        bigint NOT NULL DEFAULT 0,
    told_at         timestamptz,
    idempotency_key text COLLATE "C",
    request_digest  text COLLATE "C",
    PRIMARY KEY (project_id, fault_id)
);
CREATE UNIQUE INDEX agent_fault_once ON agent_fault (project_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX agent_fault_of_agent ON agent_fault (project_id, agent_id, created_at DESC, fault_id DESC);
CREATE INDEX agent_fault_end ON agent_fault (expires_at);
COMMENT ON COLUMN agent_fault.spec IS 'All that it means, as sidecars are told.';
COMMENT ON COLUMN agent_fault.config_version IS 'Of the configuration that had it first, or since it was cleared, of the first that had it no more.';
COMMENT ON COLUMN agent_fault.phase IS 'As the sidecar told last; null before it did.';

COMMENT ON COLUMN ledger.unit IS 'runs: messages about runs; spans: spans, and log records as the spans they tell of; heartbeats.';

-- As before, with the tables of agents.
CREATE OR REPLACE PROCEDURE create_day_partitions(wanted date)
    LANGUAGE plpgsql AS
$$
DECLARE
    parent text;
    taken  boolean;
BEGIN
    FOREACH parent IN ARRAY ARRAY ['run', 'run_payload', 'step', 'tool_call', 'guardrail_event', 'failure', 'evaluation',
                                   'run_error', 'span', 'agent_event', 'agent_sample'] LOOP
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
