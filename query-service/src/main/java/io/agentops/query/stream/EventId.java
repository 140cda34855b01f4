package io.agentops.query.stream;

import java.util.Comparator;
import java.util.Optional;

/**
 * The id of an event that an entry of a Redis stream tells of, {@code <entry's id>-<place>}: later events have greater ids.
 *
 * @param place of the event among those of the entry, from 0
 */
public record EventId(
        EntryId entry,
        int place) implements Comparable<EventId> {

    /** The header in which a client says which event it has seen last. */
    public static final String HEADER = "Last-Event-ID";

    /** Before every event. */
    public static final EventId NONE = new EventId(EntryId.NONE, 0);

    private static final int MOST_DIGITS = 9;
    private static final int LAST_PLACE = 999_999_999;
    private static final Comparator<EventId> ORDER = Comparator.comparing(EventId::entry)
            .thenComparingInt(EventId::place);

    /** Behind all events of an entry. */
    public static EventId endOf(EntryId entry) {
        return new EventId(entry, LAST_PLACE);
    }

    /** Empty for anything that is no such id. */
    public static Optional<EventId> parse(String text) {
        int dash = text.lastIndexOf('-');
        String place = text.substring(dash + 1);
        if (dash < 0 || place.isEmpty() || place.length() > MOST_DIGITS
                || !place.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
            return Optional.empty();
        }
        return EntryId.parse(text.substring(0, dash)).map(entry -> new EventId(entry, Integer.parseInt(place)));
    }

    public boolean isAfter(EventId other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(EventId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return entry + "-" + place;
    }
}
