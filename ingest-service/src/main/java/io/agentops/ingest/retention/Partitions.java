package io.agentops.ingest.retention;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The day partitions of runs, spans, and what happened to agents. */
final class Partitions {

    /** Those of which rows stand under a run. */
    static final List<String> OF_RUNS = List.of("run", "run_payload", "step", "tool_call", "guardrail_event", "failure",
            "evaluation", "run_error");

    /** The first is the one that lists read: without it, nobody comes upon what is left of the others. */
    static final List<String> TABLES = Stream
            .concat(OF_RUNS.stream(), Stream.of("span", "agent_event", "agent_sample")).toList();

    /** Tomorrow's rows may come early, and the job may be away for a day. */
    private static final int DAYS_AHEAD = 2;

    private static final String ALL = """
            SELECT parent, c.relname::text AS name, c.relispartition AS attached,
                   CASE WHEN c.relname LIKE '%\\_default' THEN NULL ELSE to_date(right(c.relname, 8), 'YYYYMMDD') END AS day
              FROM unnest($1::text[]) WITH ORDINALITY AS p(parent, rank)
              JOIN pg_class c ON c.relname ~ ('^' || parent || '_([0-9]{8}|default)$')
             WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
             ORDER BY day, rank""";

    private Partitions() {}

    /** Gives the days to come their partitions, so that writers need not wait for them. */
    static Uni<Void> createAhead(SqlConnection connection, LocalDate today) {
        return Multi.createFrom().iterable(today.datesUntil(today.plusDays(DAYS_AHEAD + 1L)).toList())
                .onItem().transformToUniAndConcatenate(day -> Steps.unlessInTheWay(
                        connection.preparedQuery("CALL create_day_partitions($1)").execute(Tuple.of(day))
                                .replaceWith(0L),
                        0L))
                .collect().last().replaceWithVoid();
    }

    /** All of them, the oldest first; those of a day in the order of {@link #TABLES}. */
    static Uni<List<Partition>> all(SqlConnection connection) {
        return connection.preparedQuery(ALL).execute(Tuple.of(TABLES.toArray(String[]::new))).map(rows -> {
            List<Partition> all = new ArrayList<>();
            for (Row row : rows) {
                all.add(new Partition(row.getString("parent"), row.getString("name"), row.getLocalDate("day"),
                        row.getBoolean("attached")));
            }
            return all;
        });
    }

    /**
     * Removes one. Only detaching it locks its parent, for the time of an entry in the catalogue; concurrent detachment is not
     * to be had beside a default partition.
     *
     * @return 1, or 0 where somebody holds a lock on it for too long
     */
    static Uni<Long> drop(SqlConnection connection, Partition partition) {
        Uni<?> detached = partition.attached()
                ? connection.query("ALTER TABLE %s DETACH PARTITION %s".formatted(partition.parent(), partition.name()))
                        .execute()
                : Uni.createFrom().voidItem();
        return Steps.unlessInTheWay(detached.chain(() -> connection.query("DROP TABLE " + partition.name()).execute())
                .replaceWith(1L), 0L);
    }
}
