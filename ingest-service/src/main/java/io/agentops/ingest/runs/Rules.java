package io.agentops.ingest.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.agentops.http.Problem;

/** What the forms of a run have rules of. Collects every breach, up to a bound, each with its JSON pointer. */
public abstract class Rules {

    protected static final int ID_LENGTH = 200;
    protected static final int LABEL_LENGTH = 500;
    /** For everything that holds prose: large enough for a summary, small enough that a child fits one Kafka record. */
    protected static final int TEXT_LENGTH = 65_536;
    protected static final int METADATA_ENTRIES = 64;
    /** Before any agent ran; a time below it is a broken clock or a number in the wrong unit. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private final Instant latest;
    private final List<Problem.Error> errors = new ArrayList<>();

    /** Checks against a clock: no time may be after {@code latest}. */
    protected Rules(Instant latest) {
        this.latest = latest;
    }

    /** What was found so far. */
    protected final List<Problem.Error> errors() {
        return errors;
    }

    /** The pointer to an entry of a map. */
    protected static String under(String at, String name) {
        return at + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    protected final <T> void each(String at, List<T> items, BiConsumer<String, T> rule) {
        for (int i = 0; i < items.size() && errors.size() < TypeErrors.MOST; i++) {
            if (items.get(i) == null) {
                add(at + "/" + i, "must not be null");
            } else {
                rule.accept(at + "/" + i, items.get(i));
            }
        }
    }

    protected final void id(String at, String id) {
        required(at, id, ID_LENGTH);
    }

    protected final void optionalId(String at, String id) {
        if (id != null) {
            id(at, id);
        }
    }

    protected final void required(String at, String value, int most) {
        if (value == null) {
            add(at, "is required");
        } else if (value.isEmpty()) {
            add(at, "must not be empty");
        } else {
            bounded(at, value, most);
        }
    }

    protected final void label(String at, String value) {
        bounded(at, value, LABEL_LENGTH);
    }

    protected final void text(String at, String value) {
        bounded(at, value, TEXT_LENGTH);
    }

    protected final void bounded(String at, String value, int most) {
        if (value == null) {
            return;
        }
        if (value.length() > most) {
            add(at, "must be at most %,d characters long".formatted(most));
        } else {
            wellFormed(at, value);
        }
    }

    /** PostgreSQL stores no NUL, and UTF-8 has no lone surrogates. */
    protected final void wellFormed(String at, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                add(at, "must not hold the NUL character");
                return;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    add(at, "must not hold half of a surrogate pair");
                    return;
                }
                i++;
            }
        }
    }

    protected final void present(String at, Object value) {
        if (value == null) {
            add(at, "is required");
        }
    }

    protected final void span(String at, Instant start, Instant end) {
        time(at + "/started_at", start);
        time(at + "/ended_at", end);
        if (start != null && end != null && end.isBefore(start)) {
            add(at + "/ended_at", "must not be before started_at");
        }
    }

    protected final void time(String at, Instant time) {
        if (time != null && (time.isBefore(EARLIEST) || time.isAfter(latest))) {
            add(at, "must be between the year 2000 and 24 hours from now");
        }
    }

    protected final void notNegative(String at, Number value) {
        if (value != null && (value.doubleValue() < 0 || !Double.isFinite(value.doubleValue()))) {
            add(at, "must be 0 or more, and finite");
        }
    }

    protected final void finite(String at, Double number) {
        if (number != null && !Double.isFinite(number)) {
            add(at, "must be within the range of a 64-bit float");
        }
    }

    protected final void atMost(String at, int size, int most) {
        if (size > most) {
            add(at, "must have at most %,d entries".formatted(most));
        }
    }

    protected final void add(String pointer, String message) {
        if (errors.size() < TypeErrors.MOST) {
            errors.add(new Problem.Error(pointer, message));
        }
    }
}
