package io.agentops.query.rca;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id of a progress event, {@code <attempt>-<step number>}: later events have greater ids. */
record EventId(
        long attempt,
        long step) implements Comparable<EventId> {

    static final EventId NONE = new EventId(0, 0);

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final Comparator<EventId> ORDER = Comparator.comparingLong(EventId::attempt)
            .thenComparingLong(EventId::step);

    /** Empty for anything that is no such id. */
    static Optional<EventId> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches()
                ? Optional.of(new EventId(Long.parseLong(written.group(1)), Long.parseLong(written.group(2))))
                : Optional.empty();
    }

    boolean isAfter(EventId other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(EventId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return attempt + "-" + step;
    }
}
