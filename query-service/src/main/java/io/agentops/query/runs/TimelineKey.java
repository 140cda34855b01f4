package io.agentops.query.runs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
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
public record TimelineKey(
        long atMicros,
        long stepRank,
        String stepId,
        long kindRank,
        long seq,
        String id) implements Comparable<TimelineKey> {

    /** The place before the first item. */
    public static final TimelineKey BEFORE_ALL = new TimelineKey(Long.MIN_VALUE, Long.MIN_VALUE, "", 0, 0, "");

    private static final List<Class<?>> TYPES = List.of(Long.class, Long.class, String.class, Long.class, Long.class,
            String.class);

    /** Texts in the order in which the database has them. */
    private static final Comparator<String> BYTEWISE = (left, right) -> Arrays.compareUnsigned(left.getBytes(UTF_8),
            right.getBytes(UTF_8));

    private static final Comparator<TimelineKey> ORDER = Comparator.comparingLong(TimelineKey::atMicros)
            .thenComparingLong(TimelineKey::stepRank).thenComparing(TimelineKey::stepId, BYTEWISE)
            .thenComparingLong(TimelineKey::kindRank).thenComparingLong(TimelineKey::seq)
            .thenComparing(TimelineKey::id, BYTEWISE);

    /**
     * The place after which a page begins.
     *
     * @throws io.agentops.http.ProblemException 422 for a cursor that is none
     */
    public static TimelineKey fromCursor(String cursor) {
        JsonArray key = Cursor.read(cursor, TYPES);
        return new TimelineKey(key.getLong(0), key.getLong(1), key.getString(2), key.getLong(3), key.getLong(4),
                key.getString(5));
    }

    /** The place that the columns {@code at_micros}, {@code step_rank} and so on tell. */
    public static TimelineKey of(Row row) {
        return new TimelineKey(row.getLong("at_micros"), row.getLong("step_rank"), row.getString("key_step"),
                row.getLong("kind_rank"), row.getLong("key_seq"), row.getString("id"));
    }

    /** The cursor of a page that ends here. */
    public String cursor() {
        return Cursor.of(List.of(atMicros, stepRank, stepId, kindRank, seq, id));
    }

    @Override
    public int compareTo(TimelineKey other) {
        return ORDER.compare(this, other);
    }
}
