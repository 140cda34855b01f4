package io.agentops.ingest.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
    /** The pointer to what is being checked; those of its fields are only made where there is something to say of them. */
    private String at = "";

    /** Checks against a clock: no time may be after {@code latest}. */
    protected Rules(Instant latest) {
        this.latest = latest;
    }

    /** What was found so far. */
    protected final List<Problem.Error> errors() {
        return errors;
    }

    /** The pointer to an entry of a map. */
    protected static String under(String field, String name) {
        return field + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    protected final <T> void each(String field, List<T> items, Consumer<T> rule) {
        for (int i = 0; i < items.size() && errors.size() < TypeErrors.MOST; i++) {
            if (items.get(i) == null) {
                add(field + "/" + i, "must not be null");
            } else {
                within(field + "/" + i, items.get(i), rule);
            }
        }
    }

    /** Checks what stands in a field; its rule's pointers begin there. */
    protected final <T> void within(String field, T value, Consumer<T> rule) {
        String outside = at;
        at = outside + field;
        rule.accept(value);
        at = outside;
    }

    protected final void id(String field, String id) {
        required(field, id, ID_LENGTH);
    }

    protected final void optionalId(String field, String id) {
        if (id != null) {
            id(field, id);
        }
    }

    protected final void required(String field, String value, int most) {
        if (value == null) {
            add(field, "is required");
        } else if (value.isEmpty()) {
            add(field, "must not be empty");
        } else {
            bounded(field, value, most);
        }
    }

    protected final void label(String field, String value) {
        bounded(field, value, LABEL_LENGTH);
    }

    protected final void text(String field, String value) {
        bounded(field, value, TEXT_LENGTH);
    }

    protected final void bounded(String field, String value, int most) {
        if (value == null) {
            return;
        }
        if (value.length() > most) {
            add(field, "must be at most %,d characters long".formatted(most));
        } else {
            wellFormed(field, value);
        }
    }

    protected final void wellFormed(String field, String value) {
        String flaw = flaw(value);
        if (flaw != null) {
            add(field, flaw);
        }
    }

    /** What is wrong with a text, or null: PostgreSQL stores no NUL, and UTF-8 has no lone surrogates. */
    protected static String flaw(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                return "must not hold the NUL character";
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    return "must not hold half of a surrogate pair";
                }
                i++;
            }
        }
        return null;
    }

    protected final void present(String field, Object value) {
        if (value == null) {
            add(field, "is required");
        }
    }

    protected final void span(Instant start, Instant end) {
        time("/started_at", start);
        time("/ended_at", end);
        if (start != null && end != null && end.isBefore(start)) {
            add("/ended_at", "must not be before started_at");
        }
    }

    protected final void time(String field, Instant time) {
        if (time != null && (time.isBefore(EARLIEST) || time.isAfter(latest))) {
            add(field, "must be between the year 2000 and 24 hours from now");
        }
    }

    protected final void notNegative(String field, Number value) {
        if (value != null && (value.doubleValue() < 0 || !Double.isFinite(value.doubleValue()))) {
            add(field, "must be 0 or more, and finite");
        }
    }

    protected final void finite(String field, Double number) {
        if (number != null && !Double.isFinite(number)) {
            add(field, "must be within the range of a 64-bit float");
        }
    }

    protected final void atMost(String field, int size, int most) {
        if (size > most) {
            add(field, "must have at most %,d entries".formatted(most));
        }
    }

    protected final void add(String field, String message) {
        if (errors.size() < TypeErrors.MOST) {
            errors.add(new Problem.Error(at + field, message));
        }
    }
}
