package io.agentops.rca.collect;

import java.util.List;
import java.util.stream.Stream;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReportBuilder;
import io.agentops.contract.run.AgentRun;
import io.agentops.rca.engine.VersionHistory;
import io.agentops.rca.history.GroupHistory;

/**
 * What an analysis is given: the run as of one moment, and its history as of the moment it started.
 *
 * @param group null where the run has no failure group
 * @param gaps what was left out because it is larger than the bounds, or took too long
 */
public record CollectedRun(AgentRun run, VersionHistory history, GroupHistory group, List<String> gaps) {

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
        return RcaReportBuilder.builder(report)
                .dataGaps(Stream.concat(report.dataGaps().stream(), gaps.stream()).toList()).build();
    }
}
