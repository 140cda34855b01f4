package io.agentops.sidecar.faults;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import io.agentops.contract.agent.FaultMatch;
import io.agentops.contract.agent.FaultPhase;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.FaultType;

/** A fault that was armed. Its end is decided here, by a clock that nobody sets and without asking anybody. */
final class ActiveFault {

    private final FaultSpec spec;
    private final long deadline;
    private final SplittableRandom random;
    private final SplittableRandom syntheticRandom;
    private final Set<Runnable> held = new LinkedHashSet<>();
    private long affected;
    private FaultPhase phase = FaultPhase.ACTIVE;

    /** @param nanos how long from now it lasts */
    ActiveFault(FaultSpec spec, long nanos) {
        this.spec = spec;
        this.deadline = System.nanoTime() + nanos;
        // Requests of our own draw from a sequence of their own, so that a seed always affects the same requests of others.
        this.random = spec.seed() == null ? new SplittableRandom() : new SplittableRandom(spec.seed());
        this.syntheticRandom = new SplittableRandom();
    }

    FaultSpec spec() {
        return spec;
    }

    /** What it does to a request, or null when it leaves it alone. */
    synchronized FaultPlan.Hit hit(FaultSubject subject) {
        if (spec.type() == FaultType.CRASH || isOver() || phase != FaultPhase.ACTIVE || !concerns(subject)) {
            return null;
        }
        SplittableRandom source = subject.synthetic() ? syntheticRandom : random;
        // All are drawn each time, so that the sequence does not depend on what they decide.
        double chance = source.nextDouble();
        double jitter = source.nextDouble() * 2 - 1;
        double draw = source.nextDouble();
        if (chance >= spec.probability()) {
            return null;
        }
        if (!subject.synthetic()) {
            count();
        }
        boolean delays = spec.type() == FaultType.LATENCY;
        return new FaultPlan.Hit(this, delays ? Math.round(spec.latencyMs() + jitter * spec.jitterMs()) : 0, draw);
    }

    private void count() {
        affected++;
        if (spec.maxRequests() != null && affected >= spec.maxRequests()) {
            phase = FaultPhase.EXHAUSTED;
        }
    }

    private boolean concerns(FaultSubject subject) {
        FaultMatch match = spec.match();
        return match.route().equals(subject.route())
                && (subject.synthetic() || (matchesPath(match.path(), subject.path())
                        && (match.method() == null || match.method().equals(subject.method()))
                        && matchesHeader(match.header(), subject)));
    }

    private static boolean matchesPath(String wanted, String path) {
        if (wanted == null) {
            return true;
        }
        return wanted.endsWith("*") ? path.startsWith(wanted.substring(0, wanted.length() - 1)) : path.equals(wanted);
    }

    private static boolean matchesHeader(String wanted, FaultSubject subject) {
        if (wanted == null) {
            return true;
        }
        int colon = wanted.indexOf(':');
        List<String> values = subject.headers()
                .apply((colon < 0 ? wanted : wanted.substring(0, colon)).toLowerCase(Locale.ROOT));
        return colon < 0 ? !values.isEmpty() : values.contains(wanted.substring(colon + 1).strip());
    }

    /** Whether its time is over or it was ended; one that is exhausted still holds whom it has. */
    synchronized boolean isOver() {
        return phase == FaultPhase.CLEARED || phase == FaultPhase.EXPIRED || deadline - System.nanoTime() <= 0;
    }

    boolean endsAfter(ActiveFault other) {
        return deadline - other.deadline > 0;
    }

    /** Runs it once when the fault ends; false, and nothing, when it has. */
    synchronized boolean whenEnded(Runnable released) {
        return !isOver() && held.add(released);
    }

    /** Forgets what {@link #whenEnded} was told: the request has gone its way. */
    synchronized void forget(Runnable released) {
        held.remove(released);
    }

    /** Ends it and lets those go that it holds. */
    void end(FaultPhase as) {
        List<Runnable> released;
        synchronized (this) {
            phase = phase == FaultPhase.ACTIVE || as == FaultPhase.CLEARED ? as : phase;
            released = List.copyOf(held);
            held.clear();
        }
        released.forEach(Runnable::run);
    }

    synchronized FaultState state() {
        FaultPhase now = phase == FaultPhase.ACTIVE && isOver() ? FaultPhase.EXPIRED : phase;
        long left = now == FaultPhase.ACTIVE ? TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()) : 0;
        return new FaultState(spec.faultId(), spec.type(), now, null, affected, Math.max(0, left));
    }
}
