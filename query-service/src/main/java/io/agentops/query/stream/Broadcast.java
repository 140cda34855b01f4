package io.agentops.query.stream;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The newest events of a stream, added by one thread and read by any, each at its own pace. Nobody is waited for: who is so far
 * behind that newer events took the place of the next one has lost it.
 */
public final class Broadcast<T> {

    private final AtomicReferenceArray<Slot<T>> slots;
    private volatile long end;

    private record Slot<T>(long place, Event<T> event) {}

    /**
     * Describes one without events.
     *
     * @param kept how many events it keeps
     */
    public Broadcast(int kept) {
        slots = new AtomicReferenceArray<>(kept);
    }

    /** The place of the event that comes next; the first has place 0. */
    public long end() {
        return end;
    }

    public void add(Event<T> event) {
        long place = end;
        slots.set(slot(place), new Slot<>(place, event));
        end = place + 1;
    }

    /** Whether the event of a place before the {@link #end} is lost. */
    public boolean isLost(long place) {
        return end - place > slots.length();
    }

    /** The event of a place before the {@link #end}; null when it is lost. */
    public Event<T> at(long place) {
        Slot<T> found = slots.get(slot(place));
        return found.place == place ? found.event : null;
    }

    private int slot(long place) {
        return (int) (place % slots.length());
    }
}
