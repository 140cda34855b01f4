package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.agentops.ingest.alerts.Happening.Change;
import io.agentops.ingest.alerts.Happening.Notification;
import io.agentops.ingest.alerts.State.Phase;
import io.agentops.ingest.alerts.Verdict.Standing;

/** One evaluation of a rule: what its state becomes, and what there is to tell. */
final class Lifecycle {

    private final Rule rule;
    private final boolean hasReceivers;
    private final boolean muted;
    private final Instant now;
    private final List<Happening> happenings = new ArrayList<>();
    private State state;

    private Lifecycle(Rule rule, State state, boolean hasReceivers, boolean muted, Instant now) {
        this.rule = rule;
        this.state = state;
        this.hasReceivers = hasReceivers;
        this.muted = muted;
        this.now = now;
    }

    /** What comes of an evaluation. */
    record Step(State state, List<Happening> happenings) {}

    static Step next(Rule rule, State state, Verdict verdict, boolean hasReceivers, boolean muted, Instant now) {
        Lifecycle lifecycle = new Lifecycle(rule, state, hasReceivers, muted, now);
        if (rule.condition() instanceof Budget budget) {
            lifecycle.spend(budget, verdict);
        } else {
            lifecycle.hold(verdict);
        }
        lifecycle.remind(verdict);
        return new Step(lifecycle.state, List.copyOf(lifecycle.happenings));
    }

    /** The end of a rule that fires and is changed or switched off: whoever was told waits for it. */
    static Step withdraw(Rule rule, State state, boolean hasReceivers, Instant now) {
        Lifecycle lifecycle = new Lifecycle(rule, state, hasReceivers, false, now);
        if (state.phase() == Phase.FIRING) {
            lifecycle.resolve(new Verdict(Standing.UNKNOWN, null, null, Map.of()), "rule_changed");
        }
        return new Step(State.fresh(now), List.copyOf(lifecycle.happenings));
    }

    private void hold(Verdict verdict) {
        boolean holds = verdict.standing() == Standing.HOLDS;
        switch (state.phase()) {
            case OK -> {
                if (holds) {
                    state = state.pending(now);
                    fireIfDue(verdict);
                }
            }
            case PENDING -> {
                if (holds) {
                    fireIfDue(verdict);
                } else {
                    state = state.ok(now);
                }
            }
            case FIRING -> resolveIfDue(verdict);
        }
    }

    private void fireIfDue(Verdict verdict) {
        if (!now.isBefore(state.since().plus(rule.holdFor()))) {
            fire(verdict);
        }
    }

    /**
     * Without enough runs it is not known to be over; after a whole window of them it is no longer known to go on. What is not known
     * does not count towards the time for which it must be over.
     */
    private void resolveIfDue(Verdict verdict) {
        if (verdict.standing() == Standing.HOLDS || verdict.standing() == Standing.BETWEEN) {
            state = state.clear(null, false);
            return;
        }
        boolean unknown = verdict.standing() == Standing.UNKNOWN;
        Instant since = state.clearSince() == null || (state.unknown() && !unknown) ? now : state.clearSince();
        Duration wait = unknown && rule.condition().window().compareTo(rule.resolveFor()) > 0
                ? rule.condition().window()
                : rule.resolveFor();
        if (now.isBefore(since.plus(wait))) {
            state = state.clear(since, unknown);
        } else {
            resolve(verdict, unknown ? "no_data" : null);
        }
    }

    /** Each percentage fires once in a period, whatever is taken back of the spending. */
    private void spend(Budget budget, Verdict verdict) {
        Instant start = budget.period().start(now);
        if (!start.equals(state.periodStart())) {
            if (state.phase() == Phase.FIRING) {
                resolve(verdict, "new_period");
            }
            state = state.period(start);
        }
        double percent = 100 * verdict.value() / budget.limit();
        for (double reached : budget.reached(percent)) {
            if (reached > state.level()) {
                Map<String, Object> evidence = new LinkedHashMap<>(verdict.evidence());
                evidence.put("percentage", reached);
                fire(new Verdict(Standing.HOLDS, verdict.value(), budget.amount(reached), evidence));
                state = state.level(reached);
            }
        }
    }

    private void fire(Verdict verdict) {
        UUID id = Ids.next(now);
        UUID first = state.event();
        state = state.firing(id, now);
        Notification notification = notification();
        happenings.add(new Happening(id, Change.FIRED, first, verdict.value(), verdict.threshold(), verdict.evidence(),
                notification));
        state = notification == Notification.SENT ? state.told(now) : state.tellAgain();
    }

    /** Only whoever was told of the beginning is told of the end, and always. */
    private void resolve(Verdict verdict, String reason) {
        Map<String, Object> evidence = new LinkedHashMap<>(verdict.evidence());
        if (reason != null) {
            evidence.put("reason", reason);
        }
        Notification untold = muted ? Notification.MUTED : Notification.LIMITED;
        Notification notification = !hasReceivers
                ? Notification.NONE
                : state.notified() ? Notification.SENT : untold;
        happenings
                .add(new Happening(Ids.next(now), Change.RESOLVED, state.event(), verdict.value(), verdict.threshold(),
                        evidence, notification));
        state = state.ok(now);
    }

    /** Also tells, as soon as that may be, of what could not be told when it fired. */
    private void remind(Verdict verdict) {
        boolean due = state.notifiedAt() == null
                || (rule.repeatEvery() != null && !now.isBefore(state.notifiedAt().plus(rule.repeatEvery())));
        boolean justFired = happenings.stream().anyMatch(happening -> happening.change() == Change.FIRED);
        if (state.phase() == Phase.FIRING && !justFired && (due || !state.notified())
                && notification() == Notification.SENT) {
            happenings.add(new Happening(Ids.next(now), Change.REMINDER, state.event(), verdict.value(),
                    verdict.threshold(), verdict.evidence(), Notification.SENT));
            state = state.told(now);
        }
    }

    private Notification notification() {
        if (!hasReceivers) {
            return Notification.NONE;
        }
        if (muted) {
            return Notification.MUTED;
        }
        return state.mayNotify(now) ? Notification.SENT : Notification.LIMITED;
    }
}
