package io.agentops.query.tail;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.EventId;

/** The newest runs between two events, put together from entries that come newest first. */
final class PastEntries {

    private final EventId after;
    private final EventId upTo;
    private final int most;
    private final SortedMap<EventId, RunRef> runs = new TreeMap<>();
    private final Map<RunRef, EventId> newest = new HashMap<>();
    private EntryId oldest;

    PastEntries(EventId after, EventId upTo, int most) {
        this.after = after;
        this.upTo = upTo;
        this.most = most;
    }

    /** Takes note of an entry, which is older than those before. */
    void at(EntryId entry) {
        oldest = entry;
    }

    /** Adds a run of that entry; a run of which a newer event is known is known. */
    void add(RunRef run, EventId event) {
        if (!event.isAfter(after) || event.isAfter(upTo)) {
            return;
        }
        EventId known = newest.get(run);
        if (known == null || event.isAfter(known)) {
            if (known != null) {
                runs.remove(known);
            }
            newest.put(run, event);
            runs.put(event, run);
        }
    }

    boolean isFull() {
        return runs.size() >= most;
    }

    EventId after() {
        return after;
    }

    /** What to read, in no order. */
    Map<RunRef, EventId> runs() {
        return newest;
    }

    /**
     * The event after which none is missing.
     *
     * @param exhausted whether the stream has no older entries after the first event
     */
    EventId since(boolean exhausted) {
        EventId cut = EventId.NONE;
        while (runs.size() > most) {
            cut = runs.firstKey();
            newest.remove(runs.remove(cut));
        }
        if (oldest == null) {
            return upTo;
        }
        if (exhausted && oldest.equals(after.entry())) {
            return cut.isAfter(after) ? cut : after;
        }
        EventId begin = new EventId(oldest, 0);
        return cut.isAfter(begin) ? cut : begin;
    }
}
