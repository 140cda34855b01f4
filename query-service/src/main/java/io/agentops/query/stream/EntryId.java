package io.agentops.query.stream;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The id of an entry of a Redis stream, {@code <major>-<minor>}: later entries have greater ids. */
public record EntryId(
        long major,
        long minor) implements Comparable<EntryId> {

    /** Before every entry. */
    public static final EntryId NONE = new EntryId(0, 0);

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final Comparator<EntryId> ORDER = Comparator.comparingLong(EntryId::major)
            .thenComparingLong(EntryId::minor);

    /** Empty for anything that is no such id. */
    public static Optional<EntryId> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        return written.matches()
                ? Optional.of(new EntryId(Long.parseLong(written.group(1)), Long.parseLong(written.group(2))))
                : Optional.empty();
    }

    public boolean isAfter(EntryId other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(EntryId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "-" + minor;
    }
}
