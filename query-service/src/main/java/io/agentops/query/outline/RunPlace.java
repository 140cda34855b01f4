package io.agentops.query.outline;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;

/**
 * The place of a run in a list, whose order is that of the runs' starts, the last first, then of their ids.
 */
public record RunPlace(
        OffsetDateTime startedAt,
        String runId) {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class, String.class);

    /**
     * The place in a cursor.
     *
     * @throws ProblemException 422 for one that is not of the same selection
     */
    public static RunPlace fromCursor(String cursor, RunSelection selection) {
        JsonArray key = Cursor.read(cursor, KEY);
        if (!key.getString(2).equals(selection.fingerprint())) {
            throw ProblemException.invalid("/cursor", "must be the next_cursor of an earlier page of the same query");
        }
        return new RunPlace(Times.fromCursor(key.getLong(0)), key.getString(1));
    }

    public static RunPlace of(Row row) {
        return new RunPlace(row.getOffsetDateTime("started_at"), row.getString("run_id"));
    }

    public String cursor(RunSelection selection) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, startedAt);
        return Cursor.of(List.of(micros, runId, selection.fingerprint()));
    }

    /** Adds the condition that a run {@code r} stands behind. */
    void addAfter(Statement statement) {
        statement.add(" AND r.started_at <= ? AND (r.started_at < ? OR r.run_id > ?)", startedAt, startedAt, runId);
    }
}
