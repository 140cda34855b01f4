package io.agentops.ingest.retention;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.Collectors;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Deletes rows by their age, a bounded number a statement. */
final class ExpiredRows {

    private static final int BATCH = 5_000;

    /** A round ends some time; what is left then is the next one's. */
    private static final int MOST_BATCHES = 400;

    private static final String OLDER = """
            DELETE FROM %1$s WHERE ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE %2$s < $1::timestamptz LIMIT $2::int))""";

    private ExpiredRows() {}

    /** Gives the number of rows. */
    static Uni<Long> deadLetters(SqlConnection connection, Policy policy) {
        return older(connection, "dead_letter", "created_at",
                OffsetDateTime.now(ZoneOffset.UTC).minusDays(policy.deadLetterDays()));
    }

    /** The same of the ledger, whose hours tell of all projects together and so are kept as long as most of these. */
    static Uni<Long> ledger(SqlConnection connection, Policy policy, LocalDate today) {
        return older(connection, "ledger", "hour",
                today.minusDays(policy.days()).atStartOfDay().atOffset(ZoneOffset.UTC));
    }

    private static Uni<Long> older(SqlConnection connection, String table, String time,
            OffsetDateTime first) {
        Tuple parameters = Tuple.of(first, BATCH);
        return Multi.createBy().repeating()
                .uni(() -> Steps.unlessInTheWay(connection.preparedQuery(OLDER.formatted(table, time))
                        .execute(parameters).map(rows -> (long) rows.rowCount()), 0L))
                .whilst(rows -> rows == BATCH)
                .select().first(MOST_BATCHES)
                .collect().with(Collectors.summingLong(Long::longValue));
    }
}
