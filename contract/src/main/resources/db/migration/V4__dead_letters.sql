-- Retention asks a project's runs and traces for their days.
CREATE INDEX run_key_by_day ON run_key (project_id, day);
CREATE INDEX trace_key_by_day ON trace_key (project_id, day);

-- Records that could not be accepted. The record itself stays in its dead-letter topic, from which it is sent again.
CREATE TABLE dead_letter (
    project_id       text COLLATE "C" NOT NULL,
    dead_letter_id   uuid NOT NULL,
    topic            text COLLATE "C" NOT NULL,
    source           text COLLATE "C" NOT NULL,
    letter_partition integer NOT NULL,
    letter_offset    bigint NOT NULL,
    reason           text NOT NULL,
    door             text,
    record_key       text,
    value            bytea,
    value_bytes      integer,
    value_state      text COLLATE "C" NOT NULL
                     CHECK (value_state IN ('as_sent', 'masked', 'private', 'too_large', 'absent')),
    headers          jsonb NOT NULL DEFAULT '{}',
    status           text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'redriven', 'discarded')),
    created_at       timestamptz NOT NULL,
    decided_at       timestamptz,
    PRIMARY KEY (project_id, dead_letter_id),
    UNIQUE (project_id, source)
);

COMMENT ON COLUMN dead_letter.topic IS 'The topic that refused the record; its dead letters are in the topic of that name with .dlq.';
COMMENT ON COLUMN dead_letter.source IS 'topic/partition/offset of the record that was refused.';
COMMENT ON COLUMN dead_letter.letter_offset IS 'Where the record is in the dead-letter topic, as long as that keeps it.';
COMMENT ON COLUMN dead_letter.value_bytes IS 'The size of the value in the dead-letter topic; null where it has none.';
COMMENT ON COLUMN dead_letter.value_state IS 'What the column value holds: the value, the value masked, or nothing, and why.';

CREATE INDEX dead_letter_recent ON dead_letter (project_id, created_at DESC, dead_letter_id DESC);
CREATE INDEX dead_letter_open ON dead_letter (project_id, created_at DESC, dead_letter_id DESC) WHERE status = 'open';
