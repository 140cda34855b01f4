package io.agentops.ingest.letters;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;

/** The rows of dead letters. */
@Singleton
class LetterStore {

    private static final String ADD = """
            INSERT INTO dead_letter (project_id, dead_letter_id, topic, source, letter_partition, letter_offset, reason, door,
                                     record_key, value, value_bytes, value_state, headers, created_at)
            VALUES ($1, uuidv7(), $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (project_id, source) DO NOTHING""";

    private static final String COLUMNS = """
            SELECT dead_letter_id, topic, letter_partition, letter_offset, source, status, value_bytes IS NOT NULL AS has_value
              FROM dead_letter
            """;
    private static final String FIND = COLUMNS + " WHERE project_id = $1 AND dead_letter_id = $2";
    private static final String OF_REASON = " AND md5(reason) = md5($3) AND reason = $3";
    private static final String OPEN = COLUMNS + """
            WHERE project_id = $1 AND status = 'open' AND NOT gone AND value_bytes IS NOT NULL%s
            ORDER BY created_at, dead_letter_id
            LIMIT $2""";
    private static final String COUNT_OPEN = """
            SELECT count(*) FROM (
                SELECT FROM dead_letter WHERE project_id = $1 AND status = 'open'%s LIMIT $2) AS counted""";
    private static final String GONE = "UPDATE dead_letter SET gone = true WHERE project_id = $1 AND dead_letter_id = $2";
    private static final String DECIDE = """
            UPDATE dead_letter SET status = $3, decided_at = now()
             WHERE project_id = $1 AND dead_letter_id = $2 AND status = 'open'""";

    private static final Set<String> REFUSALS = Set.of("22", "23", "54");

    private final Pool pool;

    LetterStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * A dead letter as a decision needs it.
     *
     * @param hasValue whether the dead-letter topic had its value
     */
    record Stored(UUID id, Place place, String source, String status, boolean hasValue) {

        boolean isOpen() {
            return "open".equals(status);
        }
    }

    /** Adds those that are not there yet. */
    Uni<Void> add(List<Letter> letters) {
        return letters.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(ADD).executeBatch(letters.stream().map(LetterStore::row).toList())
                        .replaceWithVoid();
    }

    Uni<Optional<Stored>> find(String project, UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(project, id))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(stored(rows.iterator().next())));
    }

    /**
     * The oldest that nobody decided about, of which there was more than the place and nobody found the record gone; of any reason
     * where that is null. Those that are refused again are the newest then, and hold nothing up.
     */
    Uni<List<Stored>> open(String project, String reason, int most) {
        return of(OPEN, project, reason, most).map(rows -> {
            List<Stored> found = new ArrayList<>();
            rows.forEach(row -> found.add(stored(row)));
            return found;
        });
    }

    /** How many nobody decided about, of any reason where that is null; no more than {@code most} are counted. */
    Uni<Long> countOpen(String project, String reason, int most) {
        return of(COUNT_OPEN, project, reason, most).map(rows -> rows.iterator().next().getLong(0));
    }

    private Uni<RowSet<Row>> of(String sql, String project, String reason, int most) {
        return reason == null
                ? pool.preparedQuery(sql.formatted("")).execute(Tuple.of(project, most))
                : pool.preparedQuery(sql.formatted(OF_REASON)).execute(Tuple.of(project, most, reason));
    }

    /** Notes that the record of one has left its topic, which is not to be found out again and again. */
    Uni<Void> gone(String project, UUID id) {
        return pool.preparedQuery(GONE).execute(Tuple.of(project, id)).replaceWithVoid();
    }

    /** Whether PostgreSQL refuses what a row holds, so that trying again cannot help. */
    static boolean isRefused(Throwable failure) {
        // Class 22 data exception, 23 constraint violation, 54 program limit exceeded (PostgreSQL, appendix A).
        return failure instanceof PgException refused && refused.getSqlState() != null
                && REFUSALS.contains(refused.getSqlState().substring(0, 2));
    }

    /** Decides about an open one; false where there is none of this id. */
    Uni<Boolean> decide(String project, UUID id, String status) {
        return pool.preparedQuery(DECIDE).execute(Tuple.of(project, id, status)).map(rows -> rows.rowCount() == 1);
    }

    private static Tuple row(Letter letter) {
        Letter.Content content = letter.content();
        return Tuple.tuple().addString(letter.project()).addString(letter.place().topic()).addString(letter.source())
                .addInteger(letter.place().partition()).addLong(letter.place().offset()).addString(letter.reason())
                .addString(letter.door()).addString(content.key())
                .addValue(content.value())
                .addInteger(content.valueBytes()).addString(content.state().wireName())
                .addValue(new JsonObject(content.headers()))
                .addOffsetDateTime(letter.createdAt().atOffset(ZoneOffset.UTC));
    }

    private static Stored stored(Row row) {
        Place place = new Place(row.getString("topic"), row.getInteger("letter_partition"),
                row.getLong("letter_offset"));
        return new Stored(row.getUUID("dead_letter_id"), place, row.getString("source"), row.getString("status"),
                row.getBoolean("has_value"));
    }
}
