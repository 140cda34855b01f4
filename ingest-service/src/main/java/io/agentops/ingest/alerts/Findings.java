package io.agentops.ingest.alerts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.agentops.http.Problem;
import io.agentops.http.ProblemException;

/** Collects what is wrong with a rule, each with its JSON pointer. Values that are missing or wrong are read as null. */
final class Findings {

    private static final int LABEL_LENGTH = 500;
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of("s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private final List<Problem.Error> errors = new ArrayList<>();

    void add(String pointer, String message) {
        errors.add(new Problem.Error(pointer, message));
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** Ends the request where something was found. */
    void refuse() {
        if (!errors.isEmpty()) {
            throw ProblemException.invalid(errors);
        }
    }

    <T> T required(String pointer, T value) {
        if (value == null) {
            add(pointer, "is required");
        }
        return value;
    }

    /** A field that other kinds have. */
    void absent(String pointer, Object value) {
        if (value != null) {
            add(pointer, "is not a field of this kind of rule");
        }
    }

    void label(String pointer, String text) {
        if (text != null && (text.isEmpty() || text.length() > LABEL_LENGTH || text.indexOf('\0') >= 0)) {
            add(pointer, "must have 1 to 500 characters, none of them NUL");
        }
    }

    void within(String pointer, Double value, double least, double most) {
        if (value != null && !(value >= least && value <= most)) {
            add(pointer, "must be from %s to %s".formatted(plain(least), plain(most)));
        }
    }

    void within(String pointer, Integer value, int least, int most) {
        if (value != null && (value < least || value > most)) {
            add(pointer, "must be from %d to %d".formatted(least, most));
        }
    }

    <E extends Enum<E>> E oneOf(String pointer, String word, Class<E> type) {
        if (word == null) {
            return null;
        }
        Optional<E> found = Arrays.stream(type.getEnumConstants()).filter(value -> word(value).equals(word))
                .findFirst();
        if (found.isEmpty()) {
            add(pointer, "must be one of " + String.join(", ",
                    Arrays.stream(type.getEnumConstants()).map(Findings::word).toList()));
        }
        return found.orElse(null);
    }

    /** A constant as the wire has it. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The span of time in a text, or null. */
    Duration span(String pointer, String text, Duration least, Duration most) {
        if (text == null) {
            return null;
        }
        Matcher matcher = SPAN.matcher(text);
        if (matcher.matches()) {
            Duration span = UNITS.get(matcher.group(2)).multipliedBy(Long.parseLong(matcher.group(1)));
            if (span.compareTo(least) >= 0 && span.compareTo(most) <= 0) {
                return span;
            }
        }
        add(pointer,
                "must be a span of time from %s to %s, e.g. 30m, 6h or 7d".formatted(written(least), written(most)));
        return null;
    }

    /** The same in the largest unit that gives a whole number. */
    static String written(Duration span) {
        for (String unit : List.of("d", "h", "m")) {
            long seconds = UNITS.get(unit).toSeconds();
            if (span.toSeconds() >= seconds && span.toSeconds() % seconds == 0) {
                return span.toSeconds() / seconds + unit;
            }
        }
        return span.toSeconds() + "s";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
