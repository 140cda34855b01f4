package io.agentops.query.vulnerabilities;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What runs show besides their guardrails. */
final class RunRules {

    /** About runs that used a tool that deletes or executes and show no approval. */
    static final String UNGUARDED = "unguarded-tools";
    /** About runs that reached a bound of their own. */
    static final String BOUNDS = "bounds-reached";

    private static final int MOST_NAMES = 20;
    private static final int LONGEST_NAME = 200;

    private RunRules() {}

    static List<Rule> all() {
        return List.of(RunRules::denied, RunRules::unguarded, RunRules::bounds, RunRules::content);
    }

    private static Optional<Finding> denied(Observed seen) {
        return Optional.ofNullable(seen.denied().seen()).map(denied -> new Finding("permission-denied",
                "The agent tried what it may not do", Severity.MEDIUM, Owasp.LLM06,
                "Runs in which a tool was denied for want of a permission: %,d.".formatted(denied.runs()),
                Evidence.ofRuns(denied, names(seen.denied().runsByTool(), seen.denied().runsByTool().keySet())),
                "Find out why the agent asks: take the tool away where its task does not need it, and look at these runs for manipulation."));
    }

    /** Only where no guardrail spoke at all, as far as all labels were read: one that did may guard the tools too. */
    private static Optional<Finding> unguarded(Observed seen) {
        return Optional.ofNullable(seen.ofRules().get(UNGUARDED))
                .filter(runs -> seen.labels().guardrailTypes().isEmpty() && !seen.labels().isCut())
                .map(runs -> new Finding(UNGUARDED,
                        "Tools that delete or execute are used, and neither a guardrail nor an approval is recorded",
                        seen.agent().isInProduction() ? Severity.HIGH : Severity.MEDIUM, Owasp.LLM06,
                        "Runs that used such tools, as their names say, without an approval: %,d."
                                .formatted(runs.runs()),
                        Evidence.ofRuns(runs, names(seen.labels().runsByLabel(), seen.labels().actingTools())),
                        "Let a person or a policy approve these calls, record that, and give the tools no more permissions than the task needs."));
    }

    private static Optional<Finding> bounds(Observed seen) {
        return Optional.ofNullable(seen.ofRules().get(BOUNDS)).map(runs -> new Finding(BOUNDS,
                "Runs are ended by bounds of steps, tokens or cost", Severity.MEDIUM, Owasp.LLM10,
                "Runs that reached a bound: %,d.".formatted(runs.runs()),
                Evidence.ofRuns(runs, names(seen.labels().runsByLabel(), seen.labels().reachedBounds())),
                "The bound held. Look at what drove these runs to it: a loop of the agent, or a caller who wants it to spend."));
    }

    private static Optional<Finding> content(Observed seen) {
        return Optional.ofNullable(seen.content().seen()).map(runs -> new Finding("content-stored",
                "What the agent reads and writes is stored with its runs",
                seen.agent().isInProduction() ? Severity.MEDIUM : Severity.LOW, Owasp.LLM02,
                "Runs with stored content: %,d of the newest %,d.".formatted(runs.runs(), seen.content().looked()),
                Evidence.ofRuns(runs, new TreeMap<>(Map.of("runs_with_summaries_of_steps",
                        Long.toString(seen.content().ofSteps()), "runs_with_arguments_or_results_of_tools",
                        Long.toString(seen.content().ofCalls())))),
                "Let the agent report in the privacy-first form, or set the project's privacy mode to strict; masks of the mode redact are no proof."));
    }

    /** Each with the number of runs. */
    private static Map<String, String> names(Map<String, Long> runs, Iterable<String> names) {
        Map<String, String> values = new TreeMap<>();
        for (String name : names) {
            if (values.size() < MOST_NAMES) {
                values.put(name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name,
                        runs.get(name) + " runs");
            }
        }
        return values;
    }
}
