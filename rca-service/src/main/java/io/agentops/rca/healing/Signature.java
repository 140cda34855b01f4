package io.agentops.rca.healing;

import java.util.Locale;
import java.util.regex.Pattern;

/** How an agent ended, without what differs from one end to the next. */
final class Signature {

    private static final Pattern LONG_HEX = Pattern
            .compile("\\b(?:0x)?[0-9a-f]{8,}\\b|\\b[0-9a-f]{4,}(?:-[0-9a-f]{4,})+\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int LENGTH = 200;

    private Signature() {}

    /**
     * Of an exit code or a signal, and the last error in words.
     *
     * @param exit null where no process is known to have ended
     * @param error null without one
     */
    static String of(String exit, String error) {
        return (exit == null ? "-" : exit) + "|" + normal(error == null ? "" : error);
    }

    private static String normal(String error) {
        String cut = error.substring(0, Math.min(error.length(), 4 * LENGTH)).toLowerCase(Locale.ROOT);
        String named = NUMBER.matcher(LONG_HEX.matcher(cut).replaceAll("#")).replaceAll("#");
        String plain = SPACE.matcher(named).replaceAll(" ").strip();
        return plain.substring(0, Math.min(plain.length(), LENGTH));
    }
}
