package io.agentops.query.runs;

import java.util.List;

import io.agentops.query.page.Cursor;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Row;

/**
 * The place of an item in a timeline: no two items of a run share one.
 *
 * @param atMicros microseconds since 1970
 * @param stepRank orders steps of the same moment: what belongs to no step, then steps by seq, then those without
 * @param kindRank a step, then its calls, then its guardrail events
 */
record TimelineKey(
        long atMicros,
        long stepRank,
        String stepId,
        long kindRank,
        long seq,
        String id) {

    static final TimelineKey BEFORE_ALL = new TimelineKey(Long.MIN_VALUE, Long.MIN_VALUE, "", 0, 0, "");

    private static final List<Class<?>> TYPES = List.of(Long.class, Long.class, String.class, Long.class, Long.class,
            String.class);

    static TimelineKey fromCursor(String cursor) {
        JsonArray key = Cursor.read(cursor, TYPES);
        return new TimelineKey(key.getLong(0), key.getLong(1), key.getString(2), key.getLong(3), key.getLong(4),
                key.getString(5));
    }

    static TimelineKey of(Row row) {
        return new TimelineKey(row.getLong("at_micros"), row.getLong("step_rank"), row.getString("key_step"),
                row.getLong("kind_rank"), row.getLong("key_seq"), row.getString("id"));
    }

    String cursor() {
        return Cursor.of(List.of(atMicros, stepRank, stepId, kindRank, seq, id));
    }
}
