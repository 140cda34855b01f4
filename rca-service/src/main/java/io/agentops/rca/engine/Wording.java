package io.agentops.rca.engine;

import java.util.List;

import io.agentops.contract.rca.RcaReport.Hypothesis;

/** Words a finding as a cause that a person can verify. */
final class Wording {

    private Wording() {}

    static Hypothesis hypothesis(Finding finding, EvidenceIndex evidence) {
        String where = finding.call == null
                ? finding.stepId == null ? "The run" : "Step " + Excerpt.line(finding.stepId, 80)
                : "Call " + Excerpt.name(finding.call.call.callId(), "without an id") + " of " + finding.tool();
        String description = where + ": " + finding.reading.sign() + ". Confidence is the sum of: " + finding.sum()
                + " = "
                + finding.score() + ".";
        return new Hypothesis(title(finding), Excerpt.line(description, 1500), evidence.cite(finding),
                finding.confidence(),
                verification(finding, new Queries(evidence.facts)));
    }

    private static String title(Finding finding) {
        String tool = finding.call == null ? "A tool" : finding.tool();
        String field = finding.reading.field();
        return switch (finding.category()) {
            case TOOL_SCHEMA_MISMATCH -> notOffered(finding)
                    ? tool + " was called, which the agent was not offered"
                    : tool + " was called with arguments it does not accept"
                            + (field == null ? "" : " (" + field + ")");
            case RATE_LIMITED -> tool + " refused the call because a rate limit was reached";
            case TOOL_PERMISSION -> tool + " refused access";
            case TIMEOUT -> (finding.call == null ? "The run" : tool) + " ran out of time";
            case PLANNER_LOOP ->
                "The agent repeated itself without getting on" + (finding.call == null ? "" : " (" + tool + ")");
            case RETRIEVAL_EMPTY -> (finding.call == null ? "A look-up" : tool) + " found nothing to work with";
            case PROMPT_REGRESSION -> "The agent fails more often since its version changed";
            case UNKNOWN -> "The cause is not known";
        };
    }

    private static List<String> verification(Finding finding, Queries queries) {
        boolean known = finding.call != null;
        String tool = known ? finding.tool() : "the tool";
        String name = known ? finding.call.call.toolName() : null;
        String limit = finding.reading.limit();
        return switch (finding.category()) {
            case TOOL_SCHEMA_MISMATCH -> notOffered(finding)
                    ? List.of("Look for " + tool + " among the run's tool_definitions: it should not be there.",
                            "See whether other runs of the agent fail so: " + queries.failedRunsWith(name) + ".")
                    : refusedArgument(finding, tool, queries);
            case RATE_LIMITED -> List.of(
                    "Count the calls of " + tool + " in the minutes before the cited one and compare them with "
                            + (limit == null ? "its limit" : "the limit " + limit) + ": " + queries.runsAround(name)
                            + ".",
                    "Repeat the call after the quota has been renewed: it should work.");
            case TOOL_PERMISSION -> List.of(
                    "Repeat the cited call of " + tool
                            + " by hand with the agent's own credential, then with one that is known to be good: "
                            + "only the first should be refused.",
                    "See whether other runs are refused as well, and since when: " + queries.failedRunsWith(name) + ".",
                    "Check that the credential is valid, not expired, and has the role or subscription that " + tool
                            + " needs.");
            case TIMEOUT -> List.of(
                    "Compare the latency of the cited call with "
                            + (limit == null ? "the time-out" : "the time-out of " + limit) + " set for "
                            + tool + ": " + queries.timeline() + ".",
                    "Look at the latency of " + tool + " in other runs of the same hour: " + queries.runsAround(name)
                            + ".");
            case PLANNER_LOOP -> List.of(
                    "Compare arguments and results of the cited calls: equal ones brought nothing new: "
                            + queries.timeline() + ".",
                    "Look at what " + tool + " answered before the first repetition and whether the agent was told.");
            case RETRIEVAL_EMPTY -> List.of(
                    "Run the query of the cited call of " + tool + " by hand against the same index or service"
                            + asked(finding) + ".",
                    "Check whether what was looked for exists there, and under which words.",
                    "See whether other runs find something with the same tool: " + queries.runsAround(name) + ".");
            case PROMPT_REGRESSION -> List.of("Repeat this run's input with the version before, and with this one.",
                    "Compare the prompts and settings of the two versions.");
            case UNKNOWN -> List.of();
        };
    }

    static boolean notOffered(Finding finding) {
        return finding.reading.sign().equals(SchemaCheckRule.NOT_OFFERED);
    }

    private static List<String> refusedArgument(Finding finding, String tool, Queries queries) {
        String field = finding.reading.field() == null ? "each argument" : "argument " + finding.reading.field();
        return List.of(
                "Compare " + field + " of the cited call" + asked(finding) + " with the parameters " + tool
                        + " publishes.",
                "Send the same arguments to " + tool + " by hand, once as they were and once with " + field
                        + " corrected.",
                "See whether other runs of the agent fail so: "
                        + queries.failedRunsWith(finding.call == null ? null : finding.call.call.toolName()) + ".");
    }

    /** The arguments as they were sent, where they are known. */
    private static String asked(Finding finding) {
        boolean known = finding.call != null && finding.call.call.argsJson() != null;
        return known
                ? " (sent: " + Excerpt.line(Excerpt.head(finding.call.call.argsJson().toString(), 400), 160) + ")"
                : "";
    }
}
