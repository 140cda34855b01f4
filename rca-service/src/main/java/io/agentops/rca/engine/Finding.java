package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.contract.run.GuardrailEvent;

/** A cause that one rule sees in one place, with what speaks for and against it. */
final class Finding {

    private static final int MAX_WEIGHTS = 10;

    final Reading reading;
    /** The call it is about, or null. */
    final CallFact call;
    /** The step it is about when there is no call, or null. */
    final String stepId;
    final List<CallFact> calls = new ArrayList<>();
    final List<GuardrailEvent> guards = new ArrayList<>();
    /** Steps that say so. */
    final Set<String> stepIds = new LinkedHashSet<>();
    /** Names of run fields that say so. */
    final List<String> runFields = new ArrayList<>();
    private final Map<String, Double> weights = new LinkedHashMap<>();

    Finding(Reading reading, CallFact call, String stepId) {
        this.reading = reading;
        this.call = call;
        this.stepId = stepId;
        weights.put(reading.rule() + ": " + reading.sign(), reading.weight());
        if (call != null) {
            calls.add(call);
        }
        if (stepId != null) {
            stepIds.add(stepId);
        }
    }

    /** Adds what speaks for the finding (a positive weight) or against it. */
    Finding weigh(String why, double weight) {
        if (weights.size() < MAX_WEIGHTS) {
            weights.put(why, weight);
        }
        return this;
    }

    Category category() {
        return reading.category();
    }

    double score() {
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        return Math.round(Math.max(0, Math.min(1, sum)) * 1000) / 1000.0;
    }

    Level confidence() {
        return score() >= 0.8 ? Level.HIGH : score() >= 0.55 ? Level.MEDIUM : Level.LOW;
    }

    /** The sum behind {@link #score}, in words. */
    String sum() {
        StringJoiner words = new StringJoiner("; ");
        weights.forEach((why, weight) -> words.add(why + String.format(Locale.ROOT, " (%+.2f)", weight)));
        return words.toString();
    }

    String tool() {
        return call == null ? null : call.tool();
    }
}
