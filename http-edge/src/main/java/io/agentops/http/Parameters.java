package io.agentops.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Reads path and query parameters that arrive as text. Endpoints declare them as {@code String}: typed ones that cannot be
 * converted would answer 404 without saying which.
 */
public final class Parameters {

    private static final Pattern CANONICAL_UUID = Pattern
            .compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    /** RFC 3339 writes years with four digits. */
    private static final int LAST_YEAR = 9999;

    private Parameters() {}

    /**
     * The whole number in {@code text}, or {@code fallback} where there is none.
     *
     * @throws ProblemException 422 with the pointer {@code /<name>} unless it is within {@code min} and {@code max}
     */
    public static int wholeNumber(String name, String text, int min, int max, int fallback) {
        if (text == null) {
            return fallback;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Answered as a number out of range is.
        }
        throw ProblemException.invalid("/" + name, "must be a whole number from " + min + " to " + max);
    }

    /**
     * The text that is there, if any.
     *
     * @throws ProblemException 422 with the pointer {@code /<name>} unless it has 1 to {@code max} characters that
     *         PostgreSQL can hold
     */
    public static Optional<String> text(String name, String text, int max) {
        if (text != null && (text.isEmpty() || text.length() > max || text.indexOf('\0') >= 0)) {
            throw ProblemException.invalid("/" + name, "must have 1 to " + max + " characters, none of them NUL");
        }
        return Optional.ofNullable(text);
    }

    /**
     * The word that is there, if any.
     *
     * @throws ProblemException 422 with the pointer {@code /<name>} unless it is one of {@code words}
     */
    public static Optional<String> oneOf(String name, String text, List<String> words) {
        if (text != null && !words.contains(text)) {
            throw ProblemException.invalid("/" + name, "must be one of " + String.join(", ", words));
        }
        return Optional.ofNullable(text);
    }

    /**
     * The truth value that is there, if any.
     *
     * @throws ProblemException 422 with the pointer {@code /<name>} unless it is {@code true} or {@code false}
     */
    public static Optional<Boolean> flag(String name, String text) {
        return oneOf(name, text, List.of("true", "false")).map(Boolean::valueOf);
    }

    /**
     * The time that is there, if any, cut to microseconds.
     *
     * @throws ProblemException 422 with the pointer {@code /<name>} unless it is written as RFC 3339 asks
     */
    public static Optional<Instant> time(String name, String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
                return Optional.of(time.toInstant().truncatedTo(ChronoUnit.MICROS));
            }
        } catch (DateTimeException notATime) {
            // Answered as a year that RFC 3339 does not know.
        }
        throw ProblemException.invalid("/" + name, "must be an RFC 3339 time");
    }

    /** The UUID in {@code text}, which is empty for anything not written as 8-4-4-4-12 hexadecimal digits. */
    public static Optional<UUID> uuid(String text) {
        return CANONICAL_UUID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
