package io.agentops.sidecar.faults;

import java.util.List;
import java.util.stream.Collectors;

import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultType;

/** What is done to one request: late first, then instead of the answer, then to the answer. */
public final class FaultPlan {

    /** Says which faults affected an answer. */
    public static final String HEADER = "X-Fault-Injected";

    public static final FaultPlan NONE = new FaultPlan(List.of());

    private final List<Hit> hits;

    FaultPlan(List<Hit> hits) {
        this.hits = hits;
    }

    /**
     * A fault that affects the request.
     *
     * @param delayMs how late the request is; 0 for other faults than latency
     * @param draw 0 to 1, where a choice is left
     */
    record Hit(
            ActiveFault fault,
            long delayMs,
            double draw) {}

    public boolean isNone() {
        return hits.isEmpty();
    }

    /** For {@link #HEADER}. */
    public String ids() {
        return hits.stream().map(hit -> hit.fault().spec().faultId()).collect(Collectors.joining(", "));
    }

    /** How late the request is, by all faults together. */
    public long delayMs() {
        return hits.stream().mapToLong(Hit::delayMs).sum();
    }

    /** Runs it when the last fault that delays has ended; false where that is so already. */
    public boolean whenDelayEnds(Runnable released) {
        ActiveFault last = null;
        for (Hit hit : hits) {
            if (hit.fault().spec().type() == FaultType.LATENCY && (last == null || hit.fault().endsAfter(last))) {
                last = hit.fault();
            }
        }
        return last != null && last.whenEnded(released);
    }

    /** What happens instead of the agent's answer, or null: the first of error, rate limit, reset and hang. */
    public FaultSpec instead() {
        return first(FaultType.ERROR, FaultType.RATE_LIMIT, FaultType.RESET, FaultType.HANG);
    }

    /** Runs it when a hang ends; false where it has. */
    public boolean whenHangEnds(Runnable released) {
        Hit hang = hit(FaultType.HANG);
        return hang != null && hang.fault().whenEnded(released);
    }

    /** Forgets what {@link #whenDelayEnds} and {@link #whenHangEnds} were told. */
    public void forget(Runnable released) {
        hits.forEach(hit -> hit.fault().forget(released));
    }

    /** What happens to the answer's body, or null. */
    public FaultSpec body() {
        return first(FaultType.EMPTY_RETRIEVAL, FaultType.MALFORMED_JSON, FaultType.CORRUPT);
    }

    /** The bytes a second the answer may have now; 0 where that is not limited, or no longer. */
    public int bytesPerSecond() {
        Hit slow = hit(FaultType.BANDWIDTH);
        return slow == null || slow.fault().isOver() ? 0 : slow.fault().spec().bytesPerSecond();
    }

    /** Where in a body of so many bytes something happens. */
    public int place(int length) {
        Hit body = hit(FaultType.CORRUPT);
        return body == null || length == 0 ? 0 : (int) (body.draw() * length);
    }

    private FaultSpec first(FaultType... types) {
        Hit hit = hit(types);
        return hit == null ? null : hit.fault().spec();
    }

    private Hit hit(FaultType... types) {
        List<FaultType> wanted = List.of(types);
        return hits.stream().filter(hit -> wanted.contains(hit.fault().spec().type())).findFirst().orElse(null);
    }
}
