package io.agentops.http;

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

    /** The UUID in {@code text}, which is empty for anything not written as 8-4-4-4-12 hexadecimal digits. */
    public static Optional<UUID> uuid(String text) {
        return CANONICAL_UUID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
