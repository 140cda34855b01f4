package io.agentops.rca.collect;

import java.util.List;
import java.util.stream.Stream;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.AgentRun;
import io.agentops.rca.engine.VersionHistory;

/**
 * What an analysis is given, all of it as of one moment.
 *
 * @param gaps what was left out because the run is larger than the bounds
 */
public record CollectedRun(AgentRun run, VersionHistory history, List<String> gaps) {

    /** How much was read, in words without content. */
    public String summary() {
        return "steps: " + run.steps().size() + ", tool calls: " + run.toolCalls().size() + ", guardrail events: "
                + run.guardrailEvents().size();
    }

    /** The same report, saying also what was left out. */
    public RcaReport noteGaps(RcaReport report) {
        if (gaps.isEmpty()) {
            return report;
        }
        return new RcaReport(report.category(), report.insufficientEvidence(), report.insufficientReason(),
                report.evidenceIndex(), report.hypotheses(), report.actionItems(), report.suspects(),
                report.recovered(),
                report.checked(), Stream.concat(report.dataGaps().stream(), gaps.stream()).toList(),
                report.rulesFired(),
                report.engineVersion());
    }
}
