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
    empty        bigint NOT NULL DEFAULT 0,
    acked_offset bigint,
    PRIMARY KEY (topic, partition)
) WITH (fillfactor = 50);
COMMENT ON COLUMN ledger_offset.records IS 'Counted from first_offset to before next_offset.';
COMMENT ON COLUMN ledger_offset.empty IS 'Offsets in between that Kafka gave to no record, as it does to mark the end of a transaction.';
COMMENT ON COLUMN ledger_offset.acked_offset IS 'One beyond the last record that Kafka acknowledged to a door.';

-- Offsets that a writer passed without a record. Whether there is one is asked of Kafka, which takes a moment.
CREATE TABLE ledger_gap (
    topic       text COLLATE "C" NOT NULL,
    partition   integer NOT NULL,
    from_offset bigint NOT NULL,
    to_offset   bigint NOT NULL,
    found_at    timestamptz NOT NULL DEFAULT now(),
    unread      boolean NOT NULL DEFAULT false,
    PRIMARY KEY (topic, partition, from_offset)
);
CREATE INDEX ledger_gap_unknown ON ledger_gap (found_at) WHERE NOT unread;
COMMENT ON COLUMN ledger_gap.unread IS 'There is a record, or was one that may have been deleted before it was read. A gap without any is removed.';

-- How many offsets of each partition a writer passed although they held a record, or may have; 0 when nothing is wrong.
CREATE VIEW ledger_unread AS
SELECT o.topic, o.partition, o.next_offset - o.first_offset - o.records - o.empty
           - coalesce((SELECT sum(g.to_offset - g.from_offset) FROM ledger_gap g
                        WHERE g.topic = o.topic AND g.partition = o.partition
                          AND NOT g.unread AND g.found_at > now() - interval '1 minute'), 0)::bigint AS offsets
  FROM ledger_offset o
 WHERE o.next_offset IS NOT NULL;

-- The last flush of each door's counts, so that one whose answer was lost is not applied twice.
CREATE TABLE ledger_flush (
    process_id uuid PRIMARY KEY,
    flush      bigint NOT NULL,
    flushed_at timestamptz NOT NULL DEFAULT now()
);
