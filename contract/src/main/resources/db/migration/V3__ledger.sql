-- What became of every message: per project, hour and door. Counted when a message is durable, and when it is stored.
-- Rows are updated often, and none of their indexed columns ever: room on the page keeps those updates cheap.

CREATE TABLE ledger (
    project_id    text COLLATE "C" NOT NULL,
    hour          timestamptz NOT NULL,
    door          text COLLATE "C" NOT NULL,
    unit          text COLLATE "C" NOT NULL,
    accepted      bigint NOT NULL DEFAULT 0,
    rejected      bigint NOT NULL DEFAULT 0,
    stored        bigint NOT NULL DEFAULT 0,
    dead_lettered bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, hour, door, unit)
) WITH (fillfactor = 50);
CREATE INDEX ledger_hour ON ledger (hour);
COMMENT ON COLUMN ledger.hour IS 'The UTC hour of the records'' timestamps: when they reached the platform.';
COMMENT ON COLUMN ledger.unit IS 'runs: messages about runs; spans: spans, and log records as the spans they tell of.';
COMMENT ON COLUMN ledger.accepted IS 'Counted by the door when Kafka has it; a door that is killed may leave its last second uncounted.';
COMMENT ON COLUMN ledger.stored IS 'Counted by the writer, each exactly once, as is dead_lettered.';

-- How far each partition is counted. Records before next_offset are never counted again, however often they are read.
CREATE TABLE ledger_offset (
    topic        text COLLATE "C" NOT NULL,
    partition    integer NOT NULL,
    first_offset bigint,
    next_offset  bigint,
    records      bigint NOT NULL DEFAULT 0,
    acked_offset bigint,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
COMMENT ON COLUMN ledger_offset.records IS 'Counted from first_offset to before next_offset; one less for each offset the writer never saw.';
COMMENT ON COLUMN ledger_offset.acked_offset IS 'One beyond the last record that Kafka acknowledged to a door.';

-- The last flush of each door's counts, so that one whose answer was lost is not applied twice.
CREATE TABLE ledger_flush (
    process_id uuid PRIMARY KEY,
    flush      bigint NOT NULL,
    flushed_at timestamptz NOT NULL DEFAULT now()
);
