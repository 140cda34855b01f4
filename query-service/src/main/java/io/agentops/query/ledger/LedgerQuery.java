package io.agentops.query.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.contract.Topics;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads the ledger. */
@ApplicationScoped
class LedgerQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class, String.class);

    /**
     * Whether the writers are not yet past all that doors know to be durable. Asked in the same statement as the counts: doors
     * write both at once, so that where the writers are past it, what is not counted is not in flight, but missing.
     */
    private static final String BEHIND = """
            EXISTS (SELECT FROM ledger_offset o
                     WHERE o.topic = CASE l.unit WHEN 'runs' THEN '%s' WHEN 'spans' THEN '%s' ELSE '%s' END
                       AND o.acked_offset > coalesce(o.next_offset, 0)) AS behind
            """.formatted(Topics.AGENT_RUNS, Topics.AGENT_SPANS, Topics.AGENT_TELEMETRY);

    private static final String TOTALS = """
            SELECT l.door, l.unit,
                   sum(l.rejected + greatest(l.accepted, l.stored + l.dead_lettered))::bigint AS received,
                   sum(l.accepted)::bigint AS accepted, sum(l.rejected)::bigint AS rejected,
                   sum(l.stored)::bigint AS stored, sum(l.dead_lettered)::bigint AS dead_lettered,
                   sum(greatest(0, l.accepted - l.stored - l.dead_lettered))::bigint AS uncounted,
                   coalesce(sum(l.accepted) FILTER (WHERE l.accepted > l.stored + l.dead_lettered), 0)::bigint AS expected,
                   coalesce(sum(l.stored + l.dead_lettered) FILTER (WHERE l.accepted > l.stored + l.dead_lettered), 0)::bigint
                       AS found,
            """
            + BEHIND + """
                     FROM ledger l
                    WHERE l.project_id = $1 AND l.hour >= $2 AND l.hour < $3
                    GROUP BY l.door, l.unit
                    ORDER BY l.unit, l.door""";

    private static final String HOURS = """
            SELECT l.hour, (extract(epoch FROM l.hour) * 1000000)::bigint AS hour_micros, l.door, l.unit,
                   l.rejected + greatest(l.accepted, l.stored + l.dead_lettered) AS received, l.accepted, l.rejected, l.stored,
                   l.dead_lettered, greatest(0, l.accepted - l.stored - l.dead_lettered) AS uncounted,
            """
            + BEHIND + """
                     FROM ledger l
                    WHERE l.project_id = ? AND l.hour >= ? AND l.hour < ?""";

    private static final String PARTITIONS = """
            SELECT o.topic, o.partition, o.first_offset, o.next_offset, o.records, coalesce(u.offsets, 0) AS unread,
                   greatest(0, o.acked_offset - coalesce(o.next_offset, 0)) AS in_flight
              FROM ledger_offset o LEFT JOIN ledger_unread u USING (topic, partition)
             ORDER BY o.topic, o.partition""";

    private final Reads reads;

    LedgerQuery(Reads reads) {
        this.reads = reads;
    }

    /** The ledger of the hours that begin within a time, the newest first. */
    Uni<LedgerView> of(String projectId, Instant from, Instant to, String cursor, int limit) {
        return Uni.combine().all().unis(
                reads.rows(TOTALS, Tuple.of(projectId, Times.utc(from), Times.utc(to))),
                reads.rows(hours(projectId, from, to, cursor, limit)),
                reads.rows(PARTITIONS, Tuple.tuple()))
                .asTuple().map(found -> {
                    List<LedgerView.Difference> differences = differences(found.getItem1(), found.getItem3());
                    return new LedgerView(from, to, totals(found.getItem1()), page(found.getItem2(), limit),
                            partitions(found.getItem3()), differences.isEmpty(), differences);
                });
    }

    private static Statement hours(String projectId, Instant from, Instant to, String cursor, int limit) {
        Statement statement = new Statement().add(HOURS, projectId, Times.utc(from), Times.utc(to));
        if (cursor != null) {
            JsonArray key = Cursor.read(cursor, KEY);
            statement.add(" AND l.hour <= ? AND (l.hour < ? OR (l.door, l.unit) > (?, ?))",
                    Times.fromCursor(key.getLong(0)), Times.fromCursor(key.getLong(0)), key.getString(1),
                    key.getString(2));
        }
        return statement.add(" ORDER BY l.hour DESC, l.door, l.unit LIMIT ?", limit + 1L);
    }

    private static Page<LedgerView.Hour> page(RowSet<Row> rows, int limit) {
        List<Row> found = new ArrayList<>();
        rows.forEach(found::add);
        Page<Row> page = Page.of(found, limit, row -> Cursor
                .of(List.of(row.getLong("hour_micros"), row.getString("door"), row.getString("unit"))));
        return new Page<>(page.items().stream()
                .map(row -> new LedgerView.Hour(Times.instant(row, "hour"), total(row))).toList(), page.nextCursor());
    }

    private static List<LedgerView.Total> totals(RowSet<Row> rows) {
        List<LedgerView.Total> totals = new ArrayList<>();
        rows.forEach(row -> totals.add(total(row)));
        return totals;
    }

    private static LedgerView.Total total(Row row) {
        return new LedgerView.Total(row.getString("door"), row.getString("unit"), row.getLong("received"),
                row.getLong("accepted"), row.getLong("rejected"), row.getLong("stored"), row.getLong("dead_lettered"),
                row.getBoolean("behind") ? row.getLong("uncounted") : 0);
    }

    private static List<LedgerView.Partition> partitions(RowSet<Row> rows) {
        List<LedgerView.Partition> partitions = new ArrayList<>();
        for (Row row : rows) {
            partitions.add(new LedgerView.Partition(row.getString("topic"), row.getInteger("partition"),
                    row.getLong("next_offset"), row.getLong("records"), row.getLong("in_flight")));
        }
        return partitions;
    }

    private static List<LedgerView.Difference> differences(RowSet<Row> totals, RowSet<Row> partitions) {
        List<LedgerView.Difference> differences = new ArrayList<>();
        for (Row row : totals) {
            if (!row.getBoolean("behind") && row.getLong("uncounted") > 0) {
                differences.add(new LedgerView.Difference("%s accepted at the door %s that are stored or dead-lettered"
                        .formatted(row.getString("unit"), row.getString("door")), row.getLong("expected"),
                        row.getLong("found")));
            }
        }
        for (Row row : partitions) {
            if (row.getLong("unread") != 0) {
                differences.add(new LedgerView.Difference("records of %s/%d from offset %d on that were counted once"
                        .formatted(row.getString("topic"), row.getInteger("partition"), row.getLong("first_offset")),
                        row.getLong("records") + row.getLong("unread"), row.getLong("records")));
            }
        }
        return differences;
    }
}
