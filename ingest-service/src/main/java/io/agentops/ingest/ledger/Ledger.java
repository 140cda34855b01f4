package io.agentops.ingest.ledger;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * The writers' side of the ledger: each record counts once, however often it is read. One statement takes the records of a
 * part that lie at or beyond what their partition has counted, and moves that mark; the row of the partition is locked, so
 * that of two writers, as there may be for a moment after a rebalance, the later one sees what the other counted. Offsets
 * between two records, of which no writer saw any, are noted as gaps.
 */
@Singleton
public class Ledger {

    /** Longer than the server lets a transaction live, so that whatever is given up here is over. */
    private static final Duration LONGEST = Duration.ofSeconds(90);

    private static final String ADD = """
            WITH seen AS MATERIALIZED (
                SELECT *
                  FROM unnest($2::int[], $3::bigint[], $4::text[], $5::timestamptz[], $6::text[], $7::bigint[], $8::bool[])
                    AS r(partition, place, project_id, hour, door, messages, dead)
            ), moved AS (
                INSERT INTO ledger_offset AS o (topic, partition, first_offset, next_offset, records)
                SELECT $1, partition, min(place), max(place) + 1, count(*) FROM seen GROUP BY partition ORDER BY partition
                ON CONFLICT (topic, partition) DO UPDATE
                   SET first_offset = coalesce(o.first_offset, excluded.first_offset),
                       next_offset = greatest(o.next_offset, excluded.next_offset),
                       records = o.records + (SELECT count(*) FROM seen s
                                               WHERE s.partition = o.partition AND s.place >= coalesce(o.next_offset, 0))
                RETURNING partition, old.next_offset AS counted_to
            ), fresh AS (
                SELECT s.*, coalesce(lag(s.place) OVER (PARTITION BY s.partition ORDER BY s.place) + 1, m.counted_to) AS after
                  FROM seen s JOIN moved m ON m.partition = s.partition AND s.place >= coalesce(m.counted_to, 0)
            ), gaps AS (
                INSERT INTO ledger_gap (topic, partition, from_offset, to_offset)
                SELECT $1, partition, after, place FROM fresh WHERE after < place
                ON CONFLICT DO NOTHING
            )
            INSERT INTO ledger_count AS l (project_id, hour, door, unit, partition, stored, dead_lettered)
            SELECT project_id, hour, door, $9, (SELECT min(partition) FROM seen),
                   coalesce(sum(messages) FILTER (WHERE NOT dead), 0), coalesce(sum(messages) FILTER (WHERE dead), 0)
              FROM fresh
             GROUP BY 1, 2, 3
            HAVING sum(messages) > 0
             ORDER BY 1, 2, 3
            ON CONFLICT (project_id, hour, door, unit, partition) DO UPDATE
               SET stored = l.stored + excluded.stored, dead_lettered = l.dead_lettered + excluded.dead_lettered""";

    private final Pool pool;

    Ledger(Pool pool) {
        this.pool = pool;
    }

    /** An empty tally of some records of the topic that carries these. */
    public Tally tally(Unit unit) {
        return new Tally(this, unit);
    }

    Uni<Void> add(Tally tally) {
        return add(pool, tally).ifNoItem().after(LONGEST).fail();
    }

    Uni<Void> add(SqlClient client, Tally tally) {
        List<Tally.Entry> entries = tally.entries();
        return client.preparedQuery(ADD).execute(Tuple.tuple()
                .addString(tally.unit().topic())
                .addValue(entries.stream().map(Tally.Entry::partition).toArray(Integer[]::new))
                .addValue(entries.stream().map(Tally.Entry::offset).toArray(Long[]::new))
                .addValue(entries.stream().map(Tally.Entry::project).toArray(String[]::new))
                .addValue(entries.stream().map(Tally.Entry::hour).toArray(OffsetDateTime[]::new))
                .addValue(entries.stream().map(Tally.Entry::door).toArray(String[]::new))
                .addValue(entries.stream().map(Tally.Entry::messages).toArray(Long[]::new))
                .addValue(entries.stream().map(tally::isDead).toArray(Boolean[]::new))
                .addString(tally.unit().wireName())).replaceWithVoid();
    }
}
