package io.agentops.sdk;

import java.time.Duration;
import java.util.List;
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

    /** How one line ended. */
    enum Fate {
        TAKEN,
        REFUSED,
        NOT_NOW
    }

    /**
     * What became of one line, and why.
     *
     * @param errors JSON pointers to what the server does not take, each once
     */
    record LineResult(Fate fate, List<String> errors) {
        static final LineResult UNKNOWN = new LineResult(Fate.NOT_NOW, List.of());
    }
}
