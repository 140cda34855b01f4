package io.agentops.ingest.retention;

import java.time.LocalDate;

import jakarta.inject.Singleton;

/** The days whose partitions retention leaves alone. */
@Singleton
public class KeptDays {

    private final Policy policy;

    KeptDays(RetentionSettings settings, DeadLetterSettings deadLetters) {
        policy = Policy.of(settings, deadLetters);
    }

    /** The first day that any project keeps: partitions of days before it are dropped in the next round. */
    public LocalDate first(LocalDate today) {
        return policy.firstOfAny(today);
    }
}
