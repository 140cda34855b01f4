package io.agentops.query.tail;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

import io.agentops.query.stream.EventId;

/** Runs that changed and are still to be read: each once, with the newest event that tells of it, and the newest runs only. */
final class ChangedRuns {

    private final int most;
    private Map<RunRef, EventId> runs = new LinkedHashMap<>();
    private long skipped;

    ChangedRuns(int most) {
        this.most = most;
    }

    /**
     * What is to be read at once.
     *
     * @param runs in the order of their events
     * @param skipped how many others changed of which there were too many
     */
    record Batch(
            Map<RunRef, EventId> runs,
            long skipped) {

        EventId last() {
            EventId last = EventId.NONE;
            for (EventId id : runs.values()) {
                last = id;
            }
            return last;
        }
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Adds a run of an event that is later than all that were added before. */
    void add(RunRef run, EventId event) {
        runs.remove(run);
        runs.put(run, event);
        trim();
    }

    Batch take() {
        Batch batch = new Batch(runs, skipped);
        runs = new LinkedHashMap<>();
        skipped = 0;
        return batch;
    }

    /** Gives back what could not be read. */
    void putBack(Batch batch) {
        Map<RunRef, EventId> newer = runs;
        runs = new LinkedHashMap<>(batch.runs());
        runs.keySet().removeAll(newer.keySet());
        runs.putAll(newer);
        skipped += batch.skipped();
        trim();
    }

    private void trim() {
        for (Iterator<RunRef> oldest = runs.keySet().iterator(); runs.size() > most;) {
            oldest.next();
            oldest.remove();
            skipped++;
        }
    }
}
