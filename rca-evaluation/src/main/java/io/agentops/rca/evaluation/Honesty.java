package io.agentops.rca.evaluation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Evidence;
import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;

/** What a report must never do, whatever it is right about. */
final class Honesty {

    private final Outcome outcome;
    private final List<String> violations = new ArrayList<>();

    private Honesty(Outcome outcome) {
        this.outcome = outcome;
    }

    /** What is wrong, in words; empty for an honest report. */
    static List<String> violations(Outcome outcome) {
        Honesty honesty = new Honesty(outcome);
        honesty.evidence();
        honesty.citations();
        honesty.claims();
        return honesty.violations;
    }

    private void evidence() {
        Set<String> of = idsOf(outcome.subject().run());
        Set<String> seen = new HashSet<>();
        for (Evidence evidence : outcome.report().evidenceIndex()) {
            String id = evidence.evidenceId();
            check(seen.add(id), "two pieces of evidence are " + id);
            check(id.startsWith("ev_run_") || of.contains(id), "the run holds nothing for " + id);
        }
    }

    /** Looks through the whole report as it is sent, so that parts yet to come are checked too. */
    private void citations() {
        Set<String> known = new HashSet<>();
        outcome.report().evidenceIndex().forEach(evidence -> known.add(evidence.evidenceId()));
        JsonNode sent = ReportBytes.tree(outcome.report());
        for (JsonNode cited : sent.findValues("evidence_ids")) {
            cited.forEach(id -> check(known.contains(id.asText()), "cites " + id + ", which is not in the index"));
        }
        outcome.report().hypotheses()
                .forEach(hypothesis -> check(!hypothesis.evidenceIds().isEmpty(), "a hypothesis cites nothing"));
    }

    private void claims() {
        RcaReport report = outcome.report();
        check(report.category() == Category.UNKNOWN || !report.hypotheses().isEmpty(),
                "names a cause without a hypothesis");
        check(report.insufficientEvidence() == (report.insufficientReason() != null),
                "a reason stands exactly where evidence is insufficient");
        if (report.insufficientEvidence()) {
            check(report.category() == Category.UNKNOWN && report.hypotheses().isEmpty(),
                    "explains on insufficient evidence");
            Set<String> actions = new HashSet<>();
            report.actionItems().forEach(action -> actions.add(action.title()));
            check(actions.containsAll(Set.of("Enable detailed tracing", "Add structured error codes")),
                    "does not ask for better telemetry");
        }
    }

    private static Set<String> idsOf(AgentRun run) {
        Set<String> ids = new HashSet<>();
        run.toolCalls().stream().map(ToolCall::callId).forEach(id -> ids.add("ev_tool_" + id));
        run.steps().stream().map(Step::stepId).forEach(id -> ids.add("ev_step_" + id));
        run.guardrailEvents().stream().map(GuardrailEvent::eventId).forEach(id -> ids.add("ev_guard_" + id));
        return ids;
    }

    private void check(boolean honest, String violation) {
        if (!honest) {
            violations.add(outcome.subject().id() + ": " + violation);
        }
    }
}
