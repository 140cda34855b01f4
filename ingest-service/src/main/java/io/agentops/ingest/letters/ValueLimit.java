package io.agentops.ingest.letters;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Bounds what a producer that sends nothing right costs the database, which the writers need. */
@Singleton
class ValueLimit {

    private static final long HOUR = Duration.ofHours(1).toMillis();
    /** Reasons may tell places, and so be as many as records. */
    private static final int MOST_REASONS = 10_000;

    private final LetterSettings settings;
    private final Clock clock;
    private final Map<Kind, Integer> kept = new HashMap<>();
    private long hour;
    private long bytes;

    @Inject
    ValueLimit(LetterSettings settings) {
        this(settings, Clock.systemUTC());
    }

    ValueLimit(LetterSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    private record Kind(String project, String reason) {}

    /** Whether one more value is kept, which counts it. */
    synchronized boolean take(String project, String reason, int size) {
        long now = clock.millis() / HOUR;
        if (now != hour) {
            hour = now;
            bytes = 0;
            kept.clear();
        }
        Kind kind = new Kind(project, reason);
        int before = kept.getOrDefault(kind, 0);
        if (before >= settings.perReason() || bytes + size > settings.bytes() || kept.size() >= MOST_REASONS) {
            return false;
        }
        kept.put(kind, before + 1);
        bytes += size;
        return true;
    }
}
