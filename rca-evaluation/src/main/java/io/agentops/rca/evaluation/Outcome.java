package io.agentops.rca.evaluation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.rca.engine.Engine;

/** What the engine said of a case. */
record Outcome(Case subject, RcaReport report) {

    static Outcome of(Engine engine, Case subject) {
        return new Outcome(subject, engine.report(engine.classify(subject.run(), subject.history())));
    }

    Category answer() {
        return report.category();
    }

    /** Whether a cause is named. */
    boolean claims() {
        return answer() != Category.UNKNOWN;
    }

    /** Whether the label allows the answer; a run that tells too little must be called that. */
    boolean accepted() {
        return subject.accepts(answer()) && (subject.kind() != Kind.INSUFFICIENT || report.insufficientEvidence());
    }

    /** Whether a cause is named where the label names none, and allows none. */
    boolean falseClaim() {
        return claims() && subject.category() == Category.UNKNOWN && !subject.accepts(answer());
    }

    /** Whether the label says where to look. */
    boolean hasPlace() {
        return !subject.guilty().isEmpty();
    }

    /** The place of the first suspect that the label names, from 1; {@link Integer#MAX_VALUE} where none is. */
    int rank() {
        Map<String, Integer> places = places();
        Set<Integer> guilty = guilty(places);
        List<Integer> suspected = suspected(places);
        for (int i = 0; i < suspected.size(); i++) {
            if (guilty.contains(suspected.get(i))) {
                return i + 1;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Whether the first suspect is a guilty step or the one before or after it. */
    boolean near() {
        Map<String, Integer> places = places();
        Set<Integer> guilty = guilty(places);
        return suspected(places).stream().limit(1)
                .anyMatch(at -> guilty.contains(at) || guilty.contains(at - 1) || guilty.contains(at + 1));
    }

    /** The distinct steps suspected, as places in the run, best first. */
    private List<Integer> suspected(Map<String, Integer> places) {
        return report.suspects().stream()
                .map(suspect -> places.get(suspect.stepId() == null ? suspect.callId() : suspect.stepId()))
                .filter(Objects::nonNull).distinct().toList();
    }

    private Set<Integer> guilty(Map<String, Integer> places) {
        Set<Integer> guilty = new HashSet<>();
        for (String id : subject.guilty()) {
            guilty.add(Objects.requireNonNull(places.get(id), subject.id() + " has no step or call " + id));
        }
        return guilty;
    }

    /** Which step of the run an id of a step or of a call means. */
    private Map<String, Integer> places() {
        Map<String, Integer> places = new HashMap<>();
        List<Step> steps = subject.run().steps();
        for (int i = 0; i < steps.size(); i++) {
            places.put(steps.get(i).stepId(), i);
        }
        for (ToolCall call : subject.run().toolCalls()) {
            places.put(call.callId(), places.get(call.stepId()));
        }
        return places;
    }
}
