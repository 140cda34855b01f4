package io.agentops.rca.model;

import java.time.Duration;

/** Holds what may be spent on a model to sensible bounds, by the name of the setting. */
final class Bounds {

    private Bounds() {}

    static void check(ModelConfig config) {
        within("timeout", config.timeout().toMillis(), 100, Duration.ofMinutes(1).toMillis(), " ms");
        within("max-input-chars", config.maxInputChars(), 4_000, 200_000, "");
        within("max-output-tokens", config.maxOutputTokens(), 64, 16_384, "");
        within("max-answer-bytes", config.maxAnswerBytes(), 1_024, 4_194_304, "");
        within("max-calls-per-hour", config.maxCallsPerHour(), 1, 100_000, "");
        within("max-concurrent", config.maxConcurrent(), 1, 100, "");
    }

    private static void within(String setting, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "agentops.rca.model." + setting + ": must be " + least + " to " + most + unit
                            + ", is " + value);
        }
    }
}
