-- Rules that watch runs, what they found, and the notifications of it that are still to be sent.

-- Rules over the last minutes ask for the runs that ended in them, whenever these started.
CREATE INDEX run_ended ON run (project_id, (coalesce(ended_at, started_at))) WHERE status <> 'running';

CREATE TABLE alert_rule (
    project_id  text COLLATE "C" NOT NULL,
    rule_id     uuid NOT NULL,
    name        text NOT NULL,
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('threshold', 'budget', 'absence', 'regression')),
    agent_id    text COLLATE "C",
    definition  jsonb NOT NULL,
    enabled     boolean NOT NULL DEFAULT true,
    muted_until timestamptz,
    tested_at   timestamptz,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL,
    PRIMARY KEY (project_id, rule_id)
);

COMMENT ON COLUMN alert_rule.definition IS 'The rule as its owner wrote it, without its webhooks.';
COMMENT ON COLUMN alert_rule.tested_at IS 'When its webhooks were last sent a test.';

-- Where each rule stands; one row a rule, which whoever evaluates it takes.
CREATE TABLE alert_state (
    project_id     text COLLATE "C" NOT NULL,
    rule_id        uuid NOT NULL,
    state          text COLLATE "C" NOT NULL DEFAULT 'ok' CHECK (state IN ('ok', 'pending', 'firing')),
    since          timestamptz NOT NULL,
    clear_since    timestamptz,
    unknown        boolean NOT NULL DEFAULT false,
    value          double precision,
    threshold      double precision,
    evaluated_at   timestamptz,
    failed         boolean NOT NULL DEFAULT false,
    event_id       uuid,
    period_start   timestamptz,
    level          double precision NOT NULL DEFAULT 0,
    notified       boolean NOT NULL DEFAULT false,
    notified_at    timestamptz,
    notified_hour  timestamptz,
    notified_count integer NOT NULL DEFAULT 0,
    due_at         timestamptz NOT NULL,
    revision       bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, rule_id),
    FOREIGN KEY (project_id, rule_id) REFERENCES alert_rule ON DELETE CASCADE
);

COMMENT ON COLUMN alert_state.clear_since IS 'Since when a rule that fires has had no reason to.';
COMMENT ON COLUMN alert_state.unknown IS 'That is because there were too few runs to say.';
COMMENT ON COLUMN alert_state.value IS 'What the last evaluation found; null where there were too few runs.';
COMMENT ON COLUMN alert_state.failed IS 'The last evaluation failed, and the value is of an earlier one.';
COMMENT ON COLUMN alert_state.event_id IS 'The event with which it began to fire.';
COMMENT ON COLUMN alert_state.level IS 'Of a budget, the highest percentage that was told in this period.';
COMMENT ON COLUMN alert_state.notified IS 'Whether receivers were told that it fires.';
COMMENT ON COLUMN alert_state.notified_at IS 'When they were last told so; null, though they were, where there is more to tell them, or more of them.';
COMMENT ON COLUMN alert_state.notified_count IS 'How often they were told so in notified_hour.';
COMMENT ON COLUMN alert_state.revision IS 'Grows with each take and change: what was found of an earlier one is dropped.';
CREATE INDEX alert_state_due ON alert_state (due_at);

CREATE TABLE alert_webhook (
    project_id    text COLLATE "C" NOT NULL,
    webhook_id    uuid NOT NULL,
    rule_id       uuid NOT NULL,
    url           text NOT NULL,
    origin        text COLLATE "C" NOT NULL,
    secret        bytea NOT NULL,
    disabled_at   timestamptz,
    PRIMARY KEY (project_id, webhook_id),
    FOREIGN KEY (project_id, rule_id) REFERENCES alert_rule ON DELETE CASCADE
);

COMMENT ON COLUMN alert_webhook.origin IS 'Scheme, host and port of the URL; the rest of it may hold a secret.';
COMMENT ON COLUMN alert_webhook.secret IS 'Sealed with the key of ingest-service.';
COMMENT ON COLUMN alert_webhook.disabled_at IS 'When the receiver said that it is gone.';
CREATE INDEX alert_webhook_of_rule ON alert_webhook (project_id, rule_id, webhook_id);

-- What happened. Events outlive their rule.
CREATE TABLE alert_event (
    project_id   text COLLATE "C" NOT NULL,
    event_id     uuid NOT NULL,
    rule_id      uuid NOT NULL,
    rule_name    text NOT NULL,
    kind         text COLLATE "C" NOT NULL,
    agent_id     text COLLATE "C",
    state        text COLLATE "C" NOT NULL CHECK (state IN ('fired', 'resolved', 'reminder')),
    at           timestamptz NOT NULL,
    fired_by     uuid,
    value        double precision,
    threshold    double precision,
    evidence     jsonb NOT NULL DEFAULT '{}',
    notification text COLLATE "C" NOT NULL CHECK (notification IN ('sent', 'muted', 'limited', 'none')),
    body         text NOT NULL,
    PRIMARY KEY (project_id, event_id)
);

COMMENT ON COLUMN alert_event.fired_by IS 'The event with which the rule began to fire; null of that one.';
COMMENT ON COLUMN alert_event.notification IS 'Whether receivers are told: not those of a muted rule, nor of one that fired too often in an hour, nor where there are none.';
COMMENT ON COLUMN alert_event.body IS 'What receivers are sent, byte for byte, however often.';
CREATE INDEX alert_event_recent ON alert_event (project_id, at DESC, event_id DESC);
CREATE INDEX alert_event_of_rule ON alert_event (project_id, rule_id, at DESC, event_id DESC);
CREATE INDEX alert_event_of_agent ON alert_event (project_id, agent_id, at DESC, event_id DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX alert_event_age ON alert_event (at);

-- The outbox: written with its event, sent after.
CREATE TABLE alert_delivery (
    project_id      text COLLATE "C" NOT NULL,
    delivery_id     uuid NOT NULL,
    event_id        uuid NOT NULL,
    webhook_id      uuid NOT NULL,
    origin          text COLLATE "C" NOT NULL,
    status          text COLLATE "C" NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'failed', 'cancelled')),
    attempts        integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL,
    leased_until    timestamptz,
    status_code     integer,
    error           text COLLATE "C",
    created_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    PRIMARY KEY (project_id, delivery_id)
);

COMMENT ON COLUMN alert_delivery.leased_until IS 'Until when a process is sending it; after that it died.';
COMMENT ON COLUMN alert_delivery.error IS 'A code of ours, never a text of the receiver.';
CREATE INDEX alert_delivery_of_event ON alert_delivery (project_id, event_id);
CREATE INDEX alert_delivery_waiting ON alert_delivery (project_id, webhook_id, created_at, delivery_id) WHERE status = 'waiting';
CREATE INDEX alert_delivery_age ON alert_delivery (created_at);
