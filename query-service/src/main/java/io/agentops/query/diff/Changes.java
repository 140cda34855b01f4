package io.agentops.query.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Names the fields in which two things differ that are otherwise the same. */
final class Changes {

    private static final double LEAST_MS = 1;

    private final double latencyFactor;

    /**
     * Compares with patience for times.
     *
     * @param latencyPercent by how much the longer of two times must exceed the shorter to count as another
     */
    Changes(int latencyPercent) {
        this.latencyFactor = 1 + latencyPercent / 100.0;
    }

    List<String> between(RunDiff.Run a, RunDiff.Run b) {
        List<String> changed = new ArrayList<>();
        note(changed, "agent_id", a.agentId(), b.agentId());
        note(changed, "agent_version", a.agentVersion(), b.agentVersion());
        note(changed, "model", a.model(), b.model());
        note(changed, "environment", a.environment(), b.environment());
        note(changed, "status", a.status(), b.status());
        noteLatency(changed, a.latencyMs(), b.latencyMs());
        note(changed, "retries", a.retries(), b.retries());
        note(changed, "tokens_prompt", a.tokensPrompt(), b.tokensPrompt());
        note(changed, "tokens_completion", a.tokensCompletion(), b.tokensCompletion());
        note(changed, "total_cost_usd", a.totalCostUsd(), b.totalCostUsd());
        note(changed, "failure_codes", a.failureCodes(), b.failureCodes());
        return changed;
    }

    List<String> between(RunDiff.Item a, RunDiff.Item b) {
        List<String> changed = new ArrayList<>();
        note(changed, "status", a.status(), b.status());
        noteLatency(changed, a.latencyMs(), b.latencyMs());
        note(changed, "retries", a.retries() == null ? 0 : a.retries(), b.retries() == null ? 0 : b.retries());
        note(changed, "model", a.model(), b.model());
        note(changed, "tokens_prompt", a.tokensPrompt(), b.tokensPrompt());
        note(changed, "tokens_completion", a.tokensCompletion(), b.tokensCompletion());
        note(changed, "cost_usd", a.costUsd(), b.costUsd());
        note(changed, "failure_codes", a.failureCodes(), b.failureCodes());
        return changed;
    }

    /** How many times as long the second is, or null. */
    static Double ratio(Double a, Double b) {
        return a == null || b == null || a == 0 || b == 0 ? null : b / a;
    }

    private void noteLatency(List<String> changed, Double a, Double b) {
        if (isOther(a, b)) {
            changed.add("latency_ms");
        }
    }

    private boolean isOther(Double a, Double b) {
        if (a == null || b == null) {
            return !Objects.equals(a, b);
        }
        return Math.abs(a - b) >= LEAST_MS && Math.max(a, b) > Math.min(a, b) * latencyFactor;
    }

    private static void note(List<String> changed, String field, Object a, Object b) {
        if (!Objects.equals(a, b)) {
            changed.add(field);
        }
    }
}
