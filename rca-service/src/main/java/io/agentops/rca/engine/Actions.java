package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.agentops.contract.rca.RcaReport.ActionItem;
import io.agentops.contract.rca.RcaReport.ActionType;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.contract.rca.RcaReport.Suspect;

/** What a person can do about what was found. */
final class Actions {

    private static final Signs CREDENTIAL = new Signs("status 401", "api[ _-]?key", "token", "credential",
            "password|jwt|signature|session",
            "authenticat");
    private static final Signs PLAN = new Signs("subscri",
            "\\bplan\\b|premium|paywall|upgrade|billing|payment|status 402|credit");
    private static final Signs ROBOT = new Signs("captcha|robot|human|traffic|cloudflare|browser");
    private static final int TITLE = 200;

    private Actions() {}

    static List<ActionItem> of(Findings findings, List<Suspect> suspects) {
        if (findings.missing != null) {
            return List.of(
                    item(ActionType.MONITORING, Level.HIGH, "Enable detailed tracing",
                            "Report steps and tool calls of this agent with their arguments, status and results, so that a failure leaves evidence."),
                    item(ActionType.CODE_CHANGE, Level.MEDIUM, "Add structured error codes",
                            "Set error_type on the run, and error_class and status_code on failed calls, in place of a generic message."));
        }
        List<Finding> claims = findings.claims();
        if (claims.isEmpty()) {
            return suspects.isEmpty() ? List.of() : unexplained(suspects.get(0));
        }
        List<ActionItem> items = new ArrayList<>();
        claims.forEach(finding -> items.addAll(of(finding, findings.history)));
        return items.stream().distinct().toList();
    }

    private static List<ActionItem> unexplained(Suspect first) {
        String where = first.stepId() != null
                ? "step " + Excerpt.line(first.stepId(), 80)
                : "call " + Excerpt.line(first.callId(), 80);
        return List.of(item(ActionType.RUNBOOK, Level.MEDIUM, "Review " + where,
                "No rule explains the failure. Read " + where + " first, then the other suspects in their order."));
    }

    private static List<ActionItem> of(Finding finding, VersionHistory history) {
        String tool = finding.call == null ? "the tool" : finding.tool();
        String field = finding.reading.field() == null ? "the refused argument" : "argument " + finding.reading.field();
        String limit = finding.reading.limit() == null ? "" : " (" + finding.reading.limit() + ")";
        return switch (finding.category()) {
            case TOOL_SCHEMA_MISMATCH -> Wording.notOffered(finding)
                    ? notOffered(tool)
                    : List.of(
                            item(ActionType.CODE_CHANGE, Level.HIGH, "Validate arguments before calling " + tool,
                                    "Check " + field + " against the schema of " + tool
                                            + " and return the mismatch to the agent so that it can correct the call. Seen here: "
                                            + finding.reading.sign() + "."),
                            item(ActionType.CONFIG_CHANGE, Level.MEDIUM,
                                    "Describe " + field + " of " + tool + " to the agent",
                                    "State type, allowed values and an example of " + field + limit
                                            + " in the tool definition."));
            case RATE_LIMITED -> List.of(
                    item(ActionType.CODE_CHANGE, Level.HIGH, "Back off when " + tool + " limits the rate" + limit,
                            "Retry with exponential back-off and jitter, honour Retry-After, and cap the calls of "
                                    + tool + " at its limit" + limit + "."),
                    item(ActionType.CONFIG_CHANGE, Level.MEDIUM, limitTitle(finding),
                            "Compare the agent's normal use of " + tool + " with its quota" + limit
                                    + "; raise it or cache answers."));
            case TOOL_PERMISSION -> List.of(
                    item(ActionType.CONFIG_CHANGE, Level.HIGH, "Give the agent access to " + tool,
                            remedy(finding.reading.sign()) + " Seen here: " + finding.reading.sign() + "."),
                    item(ActionType.ESCALATION, Level.MEDIUM, "Ask the owner of " + tool + " whether access is meant",
                            "If the refusal is intended, remove " + tool + " from the tools the agent is offered."));
            case TIMEOUT -> timedOut(finding, tool);
            case PLANNER_LOOP -> List.of(
                    item(ActionType.CODE_CHANGE, Level.HIGH, "Stop repetitions of " + tool,
                            "End or re-plan when a call with the same arguments brought the same outcome" + limit
                                    + ", and tell the agent so."),
                    item(ActionType.MONITORING, Level.LOW, "Alert on repeated calls of " + tool,
                            "Count identical calls per run and alert from three on."));
            case RETRIEVAL_EMPTY -> List.of(
                    item(ActionType.CODE_CHANGE, Level.HIGH, "Handle empty results of " + tool,
                            "Let the agent rephrase, widen the query or say that nothing was found, instead of going on without."),
                    item(ActionType.RUNBOOK, Level.MEDIUM, "Check the content behind " + tool,
                            "See whether what was looked for is indexed, and when the index was last filled."));
            case PROMPT_REGRESSION -> regressed(history);
            case UNKNOWN -> List.of();
        };
    }

    private static List<ActionItem> notOffered(String tool) {
        return List.of(
                item(ActionType.CODE_CHANGE, Level.HIGH, "Refuse calls of tools that were not offered",
                        "Check the name of a tool before calling it and tell the agent which tools there are. Seen here: "
                                + tool + "."),
                item(ActionType.CONFIG_CHANGE, Level.MEDIUM, "Offer " + tool + " or leave it out of the instructions",
                        "See whether the agent's instructions or examples name " + tool + "."));
    }

    /** What mends a refusal of the kind that was seen. */
    private static String remedy(String sign) {
        String lower = sign.toLowerCase(Locale.ROOT);
        if (ROBOT.in(lower)) {
            return "Use the site's API or ask its owner for access: it keeps robots out.";
        }
        if (PLAN.in(lower)) {
            return "Subscribe to the plan that includes the call, or offer the agent a tool that needs none.";
        }
        return CREDENTIAL.in(lower)
                ? "Renew the credential, and check that the one the agent runs with is the one that was issued."
                : "Grant the role or scope that the call needs to the identity the agent runs with.";
    }

    private static List<ActionItem> timedOut(Finding finding, String tool) {
        return List.of(
                item(ActionType.CONFIG_CHANGE, Level.HIGH, limitTitle(finding),
                        "Set it above the 99th percentile of the latency of " + tool
                                + ", and retry once where the call may be repeated."),
                item(ActionType.MONITORING, Level.MEDIUM, "Watch the latency of " + tool,
                        "Alert when the 95th percentile of " + tool + " comes near its time-out."));
    }

    /** The title of the item about the limit that was reached; null where the finding is about none. */
    static String limitTitle(Finding finding) {
        String tool = finding.call == null ? "the tool" : finding.tool();
        String limit = finding.reading.limit() == null ? "" : " (" + finding.reading.limit() + ")";
        return switch (finding.category()) {
            case RATE_LIMITED -> Excerpt.line("Review the quota of " + tool, TITLE);
            case TIMEOUT -> Excerpt.line("Review the time-out of " + tool + limit, TITLE);
            default -> null;
        };
    }

    /** The title of the item about going back to the version before. */
    static String rollBackTitle(VersionHistory history) {
        return Excerpt.line("Roll back from version " + Excerpt.name(history.current().version(), "?") + " to "
                + Excerpt.name(history.previous().version(), "?"), TITLE);
    }

    private static List<ActionItem> regressed(VersionHistory history) {
        String now = Excerpt.name(history.current().version(), "?");
        String before = Excerpt.name(history.previous().version(), "?");
        return List.of(
                item(ActionType.CONFIG_CHANGE, Level.HIGH, rollBackTitle(history),
                        "Version " + now + " failed in " + history.current().runs().words() + ", " + before + " in "
                                + history.previous().runs().words() + "."),
                item(ActionType.CODE_CHANGE, Level.MEDIUM, "Test version changes before release",
                        "Replay failed runs of " + now + " against both versions and compare their prompts."));
    }

    private static ActionItem item(ActionType type, Level priority, String title, String description) {
        return new ActionItem(type, Excerpt.line(title, TITLE), Excerpt.line(description, 600), priority);
    }

}
