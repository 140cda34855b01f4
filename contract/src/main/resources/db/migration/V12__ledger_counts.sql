-- Each writer counts in rows of its own: with one row for all of them, each would wait for the other's commit to reach the disk.

ALTER TABLE ledger RENAME TO ledger_count;
ALTER INDEX ledger_hour RENAME TO ledger_count_hour;
ALTER TABLE ledger_count
    ADD COLUMN partition integer NOT NULL DEFAULT -1,
    DROP CONSTRAINT ledger_pkey,
    ADD CONSTRAINT ledger_count_pkey PRIMARY KEY (project_id, hour, door, unit, partition);
COMMENT ON COLUMN ledger_count.partition IS 'The first partition of those a batch was read from, which no other writer reads then; -1 for what doors count.';

CREATE VIEW ledger AS
SELECT project_id, hour, door, unit, sum(accepted)::bigint AS accepted, sum(rejected)::bigint AS rejected,
       sum(stored)::bigint AS stored, sum(dead_lettered)::bigint AS dead_lettered
  FROM ledger_count
 GROUP BY project_id, hour, door, unit;
