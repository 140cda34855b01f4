package io.agentops.ingest.alerts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Where a rule stands between two evaluations.
 *
 * @param since when the phase began
 * @param clearSince since when a rule that fires has had no reason to; null while it has
 * @param unknown whether that is because too little is known to say
 * @param event with which it began to fire; null unless it fires
 * @param periodStart of a budget, the beginning of the period it was last evaluated in
 * @param level of a budget, the highest percentage that was told in that period
 * @param notified whether receivers were told that it fires
 * @param notifiedAt when they were last told so; null, though they were, where there is more to tell them, or more of them
 * @param notifiedHour the hour in which they were told so {@code notifiedCount} times
 */
record State(
        Phase phase,
        Instant since,
        Instant clearSince,
        boolean unknown,
        UUID event,
        Instant periodStart,
        double level,
        boolean notified,
        Instant notifiedAt,
        Instant notifiedHour,
        int notifiedCount) {

    /** How often receivers are told in an hour that a rule fires. What resolves is told as often. */
    static final int MOST_AN_HOUR = 10;

    /** What a rule is. */
    enum Phase {
        OK,
        PENDING,
        FIRING
    }

    static State fresh(Instant now) {
        return new State(Phase.OK, now, null, false, null, null, 0, false, null, null, 0);
    }

    boolean mayNotify(Instant now) {
        return notifiedCount < MOST_AN_HOUR || !now.truncatedTo(ChronoUnit.HOURS).equals(notifiedHour);
    }

    State pending(Instant now) {
        return phase(Phase.PENDING, now);
    }

    State ok(Instant now) {
        return phase(Phase.OK, now);
    }

    /** What fires already goes on with the event with which it began, of which receivers know or do not. */
    State firing(UUID by, Instant now) {
        return phase == Phase.FIRING
                ? clear(null, false)
                : new State(Phase.FIRING, now, null, false, by, periodStart, level, false, notifiedAt, notifiedHour,
                        notifiedCount);
    }

    State clear(Instant from, boolean isUnknown) {
        return new State(phase, since, from, isUnknown, event, periodStart, level, notified, notifiedAt, notifiedHour,
                notifiedCount);
    }

    State period(Instant start) {
        return new State(phase, since, clearSince, unknown, event, start, 0, notified, notifiedAt, notifiedHour,
                notifiedCount);
    }

    State level(double percentage) {
        return new State(phase, since, clearSince, unknown, event, periodStart, percentage, notified, notifiedAt,
                notifiedHour, notifiedCount);
    }

    /** Receivers are told that it fires as soon as they may be, whether they were before or not. */
    State tellAgain() {
        return new State(phase, since, clearSince, unknown, event, periodStart, level, notified, null, notifiedHour,
                notifiedCount);
    }

    State told(Instant now) {
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        return new State(phase, since, clearSince, unknown, event, periodStart, level, true, now, hour,
                hour.equals(notifiedHour) ? notifiedCount + 1 : 1);
    }

    private State phase(Phase next, Instant now) {
        return new State(next, now, null, false, null, periodStart, level, false, notifiedAt, notifiedHour,
                notifiedCount);
    }
}
