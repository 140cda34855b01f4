package io.agentops.sdk;

import java.util.Map;

/**
 * What became of everything reported since the tracer was built. The unit is a report: the start of a run, a step, a
 * failure, or the end of a run; several travel in one message.
 *
 * <p>
 * Once the tracer rests, {@code accepted = sent + queued + dropped(REFUSED) + dropped(UNDELIVERED) + dropped(CLOSED)}. The
 * other reasons count what was never accepted.
 *
 * @param accepted reports taken into the queue
 * @param sent reports the server took
 * @param dropped by reason, every reason present
 * @param retries requests that were repeated
 * @param queued reports that wait or are on their way
 */
public record Stats(long accepted, long sent, Map<DropReason, Long> dropped, long retries, long queued) {

    /** Copies the map. */
    public Stats {
        dropped = Map.copyOf(dropped);
    }

    /** How many were dropped for a reason. */
    public long dropped(DropReason reason) {
        return dropped.getOrDefault(reason, 0L);
    }
}
