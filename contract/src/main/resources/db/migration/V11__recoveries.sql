-- Self-healing: recoveries of agents, what is decided about each agent, what stops all of a project, and what people must be told.
-- Transactions that change several tables lock agent_healing first, then agent_recovery, agent and agent_fault, and agents by their ids;
-- project_healing comes last.

CREATE SEQUENCE agent_recovery_fencing;

-- A recovery, from the wish to its outcome. The door and the healer add rows; whoever holds the lease changes them.
CREATE TABLE agent_recovery (
    project_id      text COLLATE "C" NOT NULL,
    recovery_id     uuid NOT NULL DEFAULT uuidv7(),
    agent_id        text COLLATE "C" NOT NULL,
    fencing         bigint NOT NULL DEFAULT nextval('agent_recovery_fencing'),
    trigger         text COLLATE "C" NOT NULL CHECK (trigger IN ('manual', 'automatic')),
    reason          text NOT NULL,
    requested_by    text,
    evidence        jsonb NOT NULL,
    level           text COLLATE "C" NOT NULL DEFAULT 'restart' CHECK (level IN ('restart', 'recreate')),
    state           text COLLATE "C" NOT NULL DEFAULT 'requested'
                    CHECK (state IN ('requested', 'acting', 'verifying', 'recovered', 'ineffective', 'failed', 'refused', 'unknown')),
    control_plane   text COLLATE "C" CHECK (control_plane IN ('sidecar', 'kubernetes', 'cloud-run')),
    target          jsonb,
    progress        jsonb,
    outcome         text,
    attempt         integer NOT NULL DEFAULT 0,
    lease_owner     text COLLATE "C",
    lease_until     timestamptz,
    look_at         timestamptz NOT NULL DEFAULT now(),
    created_at      timestamptz NOT NULL DEFAULT now(),
    acting_at       timestamptz,
    deadline        timestamptz,
    acted_at        timestamptz,
    healthy_from    timestamptz,
    ended_at        timestamptz,
    took_ms         bigint,
    idempotency_key text COLLATE "C",
    request_digest  text COLLATE "C",
    PRIMARY KEY (project_id, recovery_id)
);
CREATE UNIQUE INDEX agent_recovery_open ON agent_recovery (project_id, agent_id) WHERE state IN ('requested', 'acting', 'verifying');
CREATE UNIQUE INDEX agent_recovery_once ON agent_recovery (project_id, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX agent_recovery_of_agent ON agent_recovery (project_id, agent_id, created_at DESC, recovery_id DESC);
CREATE INDEX agent_recovery_recent ON agent_recovery (project_id, created_at);
COMMENT ON COLUMN agent_recovery.fencing IS 'Grows with each recovery of an agent: whoever has seen a higher one does nothing.';
COMMENT ON COLUMN agent_recovery.evidence IS 'How the agent was when the recovery was asked for.';
COMMENT ON COLUMN agent_recovery.target IS 'What the control plane restarts; null for the process beside a sidecar.';
COMMENT ON COLUMN agent_recovery.progress IS 'What the control plane said last; it holds what a successor needs to go on.';
COMMENT ON COLUMN agent_recovery.look_at IS 'Before this time there is nothing to do.';
COMMENT ON COLUMN agent_recovery.acting_at IS 'Written before the control plane is asked: from then on it may have been.';
COMMENT ON COLUMN agent_recovery.deadline IS 'After this time a sidecar must not begin any more.';
COMMENT ON COLUMN agent_recovery.acted_at IS 'When the control plane was done.';
COMMENT ON COLUMN agent_recovery.healthy_from IS 'Since when the agent is healthy after that, without a break.';
COMMENT ON COLUMN agent_recovery.took_ms IS 'The time to recover: from created_at to healthy_from; null where no restart made it healthy.';

-- What is decided about an agent; one without a row is manual.
CREATE TABLE agent_healing (
    project_id      text COLLATE "C" NOT NULL,
    agent_id        text COLLATE "C" NOT NULL,
    policy          text COLLATE "C" NOT NULL DEFAULT 'manual' CHECK (policy IN ('manual', 'automatic')),
    target          jsonb,
    paused_until    timestamptz,
    pause_reason    text,
    breaker         text COLLATE "C" NOT NULL DEFAULT 'closed' CHECK (breaker IN ('closed', 'open', 'half_open')),
    breaker_reason  text,
    breaker_since   timestamptz,
    backoff_step    integer NOT NULL DEFAULT 0,
    next_allowed_at timestamptz,
    unsuccessful    integer NOT NULL DEFAULT 0,
    restarts        timestamptz[] NOT NULL DEFAULT '{}',
    signatures      text[] NOT NULL DEFAULT '{}',
    seen_status     text COLLATE "C",
    seen_since      timestamptz,
    healthy_since   timestamptz,
    down_since      timestamptz,
    PRIMARY KEY (project_id, agent_id)
) WITH (fillfactor = 70);
COMMENT ON COLUMN agent_healing.target IS 'What a control plane restarts in the place of the sidecar; null for none.';
COMMENT ON COLUMN agent_healing.unsuccessful IS 'Recoveries in a row that did not help.';
COMMENT ON COLUMN agent_healing.restarts IS 'Of automatic recoveries lately, the newest last.';
COMMENT ON COLUMN agent_healing.signatures IS 'How the agent ended before those, the newest last.';
COMMENT ON COLUMN agent_healing.seen_since IS 'The agent''s status_since when it was looked at last, by whatever clock: another one is another status.';
COMMENT ON COLUMN agent_healing.healthy_since IS 'By the database''s clock; null while it is not healthy.';
COMMENT ON COLUMN agent_healing.down_since IS 'Likewise, while it is unhealthy or silent; null while it is silent and another one serves in its place.';

-- What stops automatic recoveries of a whole project, or all recoveries.
CREATE TABLE project_healing (
    project_id     text COLLATE "C" PRIMARY KEY,
    stopped_at     timestamptz,
    stop_reason    text,
    storm_since    timestamptz,
    storm_over_at  timestamptz
);
COMMENT ON COLUMN project_healing.stopped_at IS 'Since when nothing is restarted, whoever asks; null while that is not so.';
COMMENT ON COLUMN project_healing.storm_since IS 'Since when too many agents are down at once for restarts to be the answer; null without a storm.';
COMMENT ON COLUMN project_healing.storm_over_at IS 'What happened before counts for no new storm.';

-- What people must hear of: where healing stops and waits for them, and where it goes on.
CREATE TABLE healing_event (
    project_id text COLLATE "C" NOT NULL,
    event_id   uuid NOT NULL DEFAULT uuidv7(),
    agent_id   text COLLATE "C",
    kind       text COLLATE "C" NOT NULL
               CHECK (kind IN ('breaker_opened', 'breaker_half_open', 'breaker_closed', 'storm_began', 'storm_ended')),
    at         timestamptz NOT NULL DEFAULT now(),
    detail     jsonb NOT NULL,
    PRIMARY KEY (project_id, event_id)
);
CREATE INDEX healing_event_recent ON healing_event (project_id, agent_id, at DESC);
COMMENT ON COLUMN healing_event.agent_id IS 'Null for what is of the whole project.';

-- Whoever follows agents is told when a recovery begins, goes on and ends.
CREATE FUNCTION tell_of_recovery() RETURNS trigger
    LANGUAGE plpgsql AS
$$
BEGIN
    IF OLD.state IS DISTINCT FROM NEW.state THEN
        UPDATE agent SET changed_in = pg_current_xact_id() WHERE project_id = NEW.project_id AND agent_id = NEW.agent_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER agent_recovery_told AFTER INSERT OR UPDATE OF state ON agent_recovery
    FOR EACH ROW EXECUTE FUNCTION tell_of_recovery();

-- A recovery ends all faults of its agent, whoever begins it.
CREATE FUNCTION clear_agent_faults(project text, agent_of text) RETURNS void
    LANGUAGE sql AS
$$
    UPDATE agent SET changed_in = pg_current_xact_id() WHERE project_id = project AND agent_id = agent_of;
    UPDATE agent_fault SET cleared_at = now(), config_version = nextval('agent_config_version')
     WHERE project_id = project AND agent_id = agent_of AND cleared_at IS NULL AND expires_at > now();
$$;

-- How an agent is, as a recovery remembers it.
CREATE FUNCTION agent_evidence(a agent) RETURNS jsonb
    LANGUAGE sql STABLE AS
$$
    SELECT jsonb_strip_nulls(jsonb_build_object(
               'status', a.status, 'status_since', a.status_since, 'reason', a.reason, 'silent', a.silent, 'heard_at', a.heard_at,
               'latency_ms', a.latency_ms, 'error_rate', a.error_rate, 'probe', a.heartbeat->'probe', 'traffic', a.heartbeat->'traffic',
               'process', a.heartbeat->'process',
               'faults', (SELECT jsonb_agg(jsonb_build_object('fault_id', f.fault_id, 'type', f.type) ORDER BY f.created_at, f.fault_id)
                            FROM agent_fault f
                           WHERE f.project_id = a.project_id AND f.agent_id = a.agent_id AND f.cleared_at IS NULL AND f.expires_at > now())))
$$;
