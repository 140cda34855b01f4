package io.agentops.sdk;

import java.time.Duration;
import java.util.Map;

/** What the server, or its absence, said about one batch. */
sealed interface Answer {

    /**
     * It read every line.
     *
     * @param lines what became of each line, by its number from 1
     */
    record Read(Map<Integer, LineResult> lines) implements Answer {}

    /** It will never take these lines. */
    record Refused() implements Answer {}

    /**
     * It may take them another time.
     *
     * @param retryAfter how long it asked to be left alone; null where it did not say
     */
    record NotNow(Duration retryAfter) implements Answer {}

    /** What became of one line. */
    enum LineResult {
        TAKEN,
        REFUSED,
        NOT_NOW
    }
}
