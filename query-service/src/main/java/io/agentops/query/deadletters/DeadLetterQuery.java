package io.agentops.query.deadletters;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.page.Cursor;
import io.agentops.query.page.Page;
import io.agentops.query.page.Reads;
import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Finds dead letters. */
@ApplicationScoped
class DeadLetterQuery {

    private static final List<Class<?>> KEY = List.of(Long.class, String.class);

    private static final String COLUMNS = """
            SELECT dead_letter_id, topic, source, reason, door, record_key, value_bytes, value_state, status, created_at,
                   decided_at,\s""";
    private static final String FIND = COLUMNS + """
            headers::text AS headers_json, value
              FROM dead_letter
             WHERE project_id = $1 AND dead_letter_id = $2""";

    private final Reads reads;

    DeadLetterQuery(Reads reads) {
        this.reads = reads;
    }

    /** Those that were refused last first; those of one moment by their ids, downwards. */
    Uni<Page<DeadLetterItem>> page(String projectId, DeadLetterFilter filter, String cursor, int limit) {
        Statement statement = new Statement().add(COLUMNS)
                .add("(extract(epoch FROM created_at) * 1000000)::bigint AS created_micros FROM dead_letter")
                .add(" WHERE project_id = ?", projectId);
        filter.addTo(statement);
        if (cursor != null) {
            JsonArray key = Cursor.read(cursor, KEY);
            UUID last = Parameters.uuid(key.getString(1)).orElseThrow(Cursor::invalid);
            statement.add(" AND (created_at, dead_letter_id) < (?, ?)", Times.fromCursor(key.getLong(0)), last);
        }
        statement.add(" ORDER BY created_at DESC, dead_letter_id DESC LIMIT ?", limit + 1L);
        return reads.rows(statement).map(rows -> page(rows, limit));
    }

    /** Fails with a 404 for one that is not there. */
    Uni<DeadLetterView> find(String projectId, String id) {
        UUID wanted = Parameters.uuid(id).orElseThrow(DeadLetterQuery::unknown);
        return reads.rows(FIND, Tuple.of(projectId, wanted)).map(DeadLetterQuery::only);
    }

    private static ProblemException unknown() {
        return ProblemException.notFound("No dead letter is known by this id.");
    }

    private static Page<DeadLetterItem> page(RowSet<Row> rows, int limit) {
        List<Row> found = new ArrayList<>();
        rows.forEach(found::add);
        Page<Row> page = Page.of(found, limit, last -> Cursor.of(
                List.of(last.getLong("created_micros"), last.getUUID("dead_letter_id").toString())));
        return new Page<>(page.items().stream().map(DeadLetterQuery::item).toList(), page.nextCursor());
    }

    private static DeadLetterView only(RowSet<Row> rows) {
        for (Row row : rows) {
            Buffer value = row.getBuffer("value");
            if (value == null) {
                return new DeadLetterView(item(row), row.getString("headers_json"), null, null);
            }
            return view(row, value.getBytes());
        }
        throw unknown();
    }

    private static DeadLetterView view(Row row, byte[] value) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return new DeadLetterView(item(row), row.getString("headers_json"), text, "text");
        } catch (CharacterCodingException e) {
            return new DeadLetterView(item(row), row.getString("headers_json"),
                    Base64.getEncoder().encodeToString(value), "base64");
        }
    }

    private static DeadLetterItem item(Row row) {
        return new DeadLetterItem(row.getUUID("dead_letter_id"), row.getString("topic"), row.getString("source"),
                row.getString("reason"), row.getString("door"), row.getString("record_key"),
                row.getInteger("value_bytes"), row.getString("value_state"), row.getString("status"),
                Times.instant(row, "created_at"), Times.instant(row, "decided_at"));
    }
}
