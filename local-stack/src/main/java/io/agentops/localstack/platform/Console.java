package io.agentops.localstack.platform;

import java.util.Locale;

/**
 * What the launcher tells whoever started it, line by line, with the seconds since it began.
 */
final class Console {

    private final long begin = System.nanoTime();

    /** Tells of a step. */
    void step(String text) {
        System.out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - begin) / 1e9, text);
    }

    /** Shows a line as it is. */
    void line(String text) {
        System.out.println(text);
    }

    /** Tells of what went wrong. */
    void failure(String text) {
        System.err.println(text);
    }
}
