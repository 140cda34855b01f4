package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.rca.Category;

/** What was looked for in vain, and what the run did not report. */
final class Coverage {

    private Coverage() {}

    /** What was looked for and not found, as far as there was anything to look at. */
    static List<String> checked(Findings findings) {
        RunFacts facts = findings.facts;
        List<String> checked = new ArrayList<>();
        if (facts.succeeded()) {
            checked.add("The run succeeded: " + facts.calls.size() + " tool calls, of which "
                    + facts.calls.stream().filter(CallFact::failed).count()
                    + " failed and were got past; no cause is claimed.");
        }
        for (TextRule rule : TextRules.ALL) {
            add(checked, findings, rule.category(), rule.id(), rule.looksFor());
        }
        for (Rule rule : Investigation.STRUCTURE) {
            boolean blind = (rule instanceof SchemaCheckRule && facts.run.toolDefinitions().isEmpty())
                    || (rule instanceof RegressionRule && !RegressionRule.enough(findings.history));
            if (!blind) {
                add(checked, findings, rule.category(), rule.id(), rule.looksFor());
            }
        }
        return checked;
    }

    private static void add(List<String> checked, Findings findings, Category category, String rule, String looksFor) {
        boolean found = findings.all.stream().anyMatch(finding -> finding.category() == category)
                || findings.facts.calls.stream()
                        .anyMatch(fact -> fact.reading != null && fact.reading.rule().equals(rule));
        if (!found) {
            checked.add("Looked for " + looksFor + ": none.");
        }
    }

    /** What was not reported, and what it would have told. */
    static List<String> gaps(Findings findings) {
        RunFacts facts = findings.facts;
        List<String> gaps = new ArrayList<>();
        note(gaps, facts.calls.isEmpty(), "No tool calls were reported: which tool failed, and how, cannot be told.");
        note(gaps, facts.steps.isEmpty(), "No steps were reported: the failure cannot be placed in the run.");
        note(gaps,
                !facts.succeeded() && Excerpt.blank(facts.run.errorType()) && Excerpt.blank(facts.run.errorMessage()),
                "The run has no error_type or error_message: how its end showed is not known.");
        note(gaps, !facts.calls.isEmpty() && facts.run.toolDefinitions().isEmpty(),
                "No tool_definitions were reported: arguments could not be checked against the tools' schemas.");
        long bare = facts.calls.stream().filter(fact -> fact.failed() && fact.call.statusCode() == null
                && Excerpt.blank(fact.call.errorClass())).count();
        note(gaps, bare > 0,
                bare + " failed calls have neither status_code nor error_class: their kind was read from words alone.");
        long blind = facts.calls.stream().filter(fact -> fact.act == null).count();
        note(gaps, blind > 0,
                blind + " calls have no arguments: repetitions and mismatches among them cannot be seen.");
        note(gaps, Excerpt.blank(facts.run.agentVersion()),
                "The run has no agent_version: a change of version cannot be seen.");
        note(gaps,
                !facts.succeeded() && !Excerpt.blank(facts.run.agentVersion())
                        && !RegressionRule.enough(findings.history),
                "Fewer than " + RegressionRule.ENOUGH_RUNS
                        + " finished runs of this version or of the one before it are known: whether the version is at fault was not tested.");
        note(gaps, facts.run.toolCalls().size() > RunFacts.MAX_CALLS,
                "Only the first " + RunFacts.MAX_CALLS + " calls were looked at.");
        return gaps;
    }

    private static void note(List<String> gaps, boolean missing, String words) {
        if (missing) {
            gaps.add(words);
        }
    }
}
