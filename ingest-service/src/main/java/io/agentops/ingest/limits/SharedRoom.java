package io.agentops.ingest.limits;

import java.util.HashMap;
import java.util.Map;

import io.agentops.ingest.ledger.Unit;

/**
 * A bounded room for what is in flight. A project may hold at most as much as is still free: the fuller the room, the smaller every
 * share, so that whoever comes finds place beside those who take all they can (dynamic queue length thresholds, Choudhury and Hahne
 * 1998).
 */
public final class SharedRoom {

    private final Unit unit;
    private final long size;
    private final double share;
    private final Map<String, Long> held = new HashMap<>();
    private long taken;

    /** What came of asking for room. */
    enum Entry {
        IN,
        BEYOND_SHARE,
        FULL
    }

    /**
     * An empty room.
     *
     * @param unit of what is in it
     * @param share how many times what is free one project may hold
     */
    SharedRoom(Unit unit, long size, double share) {
        this.unit = unit;
        this.size = size;
        this.share = share;
    }

    Unit unit() {
        return unit;
    }

    /** Asks for room, to be given back by {@link #leave} if it is given. What fits is given to a project that holds none. */
    synchronized Entry enter(String project, long amount) {
        long free = size - taken;
        long own = held.getOrDefault(project, 0L);
        if (amount > free) {
            return Entry.FULL;
        }
        if (own > 0 && own + amount > share * free) {
            return Entry.BEYOND_SHARE;
        }
        taken += amount;
        held.put(project, own + amount);
        return Entry.IN;
    }

    /** Gives back what was given. */
    public synchronized void leave(String project, long amount) {
        taken -= amount;
        held.computeIfPresent(project, (id, own) -> own > amount ? own - amount : null);
    }
}
