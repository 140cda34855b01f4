-- Retention asks which of a project's runs and traces are over: they are kept from their day on, or from the day they came.
CREATE INDEX run_key_by_day ON run_key (project_id, greatest(day, (first_stored_at AT TIME ZONE 'UTC')::date));
CREATE INDEX trace_key_by_day ON trace_key (project_id, greatest(day, (first_stored_at AT TIME ZONE 'UTC')::date));

-- Gives a day its partitions, each in a transaction of its own, since all who write wait for it; calling it again, or at once from
-- several processes, changes nothing. A day whose rows already stand in the default partitions keeps them there.
DROP FUNCTION create_day_partitions(date);
CREATE PROCEDURE create_day_partitions(wanted date)
    LANGUAGE plpgsql AS
$$
DECLARE
    parent text;
    taken  boolean;
BEGIN
    FOREACH parent IN ARRAY ARRAY ['run', 'run_payload', 'step', 'tool_call', 'guardrail_event', 'failure', 'evaluation',
                                   'span'] LOOP
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
                     CHECK (value_state IN ('as_sent', 'masked', 'private', 'too_large', 'too_many', 'absent')),
    headers          jsonb NOT NULL DEFAULT '{}',
    status           text COLLATE "C" NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'redriven', 'discarded')),
    created_at       timestamptz NOT NULL,
    decided_at       timestamptz,
    gone             boolean NOT NULL DEFAULT false,
    PRIMARY KEY (project_id, dead_letter_id),
    UNIQUE (project_id, source)
);

COMMENT ON COLUMN dead_letter.topic IS 'The topic that refused the record; its dead letters are in the topic of that name with .dlq.';
COMMENT ON COLUMN dead_letter.source IS 'topic/partition/offset of the record that was refused.';
COMMENT ON COLUMN dead_letter.letter_offset IS 'Where the record is in the dead-letter topic, as long as that keeps it.';
COMMENT ON COLUMN dead_letter.value_bytes IS 'The size of the value in the dead-letter topic; null where it has none.';
COMMENT ON COLUMN dead_letter.value_state IS 'What the column value holds: the value, the value masked, or nothing, and why.';
COMMENT ON COLUMN dead_letter.gone IS 'The record was looked for and had left the dead-letter topic.';

CREATE INDEX dead_letter_recent ON dead_letter (project_id, created_at DESC, dead_letter_id DESC);
CREATE INDEX dead_letter_open ON dead_letter (project_id, created_at DESC, dead_letter_id DESC) WHERE status = 'open';
CREATE INDEX dead_letter_decided ON dead_letter (project_id, status, created_at DESC, dead_letter_id DESC) WHERE status <> 'open';
-- Reasons may be longer than an index takes.
CREATE INDEX dead_letter_of_reason ON dead_letter (project_id, md5(reason), status, created_at DESC, dead_letter_id DESC);
CREATE INDEX dead_letter_age ON dead_letter (created_at);
