package io.agentops.sidecar.heartbeat;

import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.agent.Heartbeat;

/** What could not be sent, within bounds: changes of the state are kept longest. */
final class MissedHeartbeats {

    private final int most;
    private final List<Heartbeat.Missed> kept = new ArrayList<>();
    private long dropped;

    MissedHeartbeats(int most) {
        this.most = most;
    }

    void add(Heartbeat beat) {
        kept.add(remains(beat));
        bound();
    }

    /** What a heartbeat carried, and itself, in their places before all that was added since. */
    void putBack(Heartbeat beat) {
        List<Heartbeat.Missed> since = List.copyOf(kept);
        kept.clear();
        kept.addAll(beat.missed());
        kept.add(remains(beat));
        kept.addAll(since);
        dropped += beat.missedDropped();
        bound();
    }

    private void bound() {
        while (kept.size() > most) {
            kept.remove(leastTelling());
            dropped++;
        }
    }

    private static Heartbeat.Missed remains(Heartbeat beat) {
        return new Heartbeat.Missed(beat.sequence(), beat.sentAt(), beat.status(), beat.reason(), beat.latencyMs(),
                beat.errorRate(), beat.traffic().requests());
    }

    /** The oldest that only says what the one before said; where there is none, the oldest. */
    private int leastTelling() {
        for (int i = 1; i < kept.size() - 1; i++) {
            if (kept.get(i).status() == kept.get(i - 1).status()) {
                return i;
            }
        }
        return 0;
    }

    List<Heartbeat.Missed> all() {
        return List.copyOf(kept);
    }

    long dropped() {
        return dropped;
    }

    /** They have been sent. */
    void clear() {
        kept.clear();
        dropped = 0;
    }
}
