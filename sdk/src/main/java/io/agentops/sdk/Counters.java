package io.agentops.sdk;

import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** The numbers behind {@link Stats}. */
final class Counters {

    private static final System.Logger LOG = System.getLogger(AgentTracer.class.getName());

    private final LongAdder accepted = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
    private final Set<DropReason> told = EnumSet.noneOf(DropReason.class);

    Counters() {
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    void accepted() {
        accepted.increment();
    }

    void sent(int reports) {
        sent.add(reports);
    }

    void retried() {
        retries.increment();
    }

    void dropped(DropReason reason, int reports) {
        dropped.get(reason).add(reports);
    }

    /**
     * Logs each reason the first time it is seen, without what was dropped. Called by the sender's thread alone, so that
     * no agent waits for a log.
     */
    void tell() {
        dropped.forEach((reason, count) -> {
            if (count.sum() > 0 && told.add(reason)) {
                LOG.log(Level.WARNING, "AgentOps drops reports because {0}; AgentTracer.stats() counts them.",
                        reason.words());
            }
        });
    }

    Stats stats() {
        // What left the queue is read before what entered it, so that nothing seems to have left that never entered.
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        dropped.forEach((reason, count) -> drops.put(reason, count.sum()));
        long taken = sent.sum();
        long gone = taken + drops.get(DropReason.REFUSED) + drops.get(DropReason.UNDELIVERED)
                + drops.get(DropReason.CLOSED);
        long entered = accepted.sum();
        return new Stats(entered, taken, drops, retries.sum(), entered - gone);
    }
}
