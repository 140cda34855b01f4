package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.rca.Category;
import io.agentops.rca.history.RateRise;

/** What was looked for in vain, and what the run did not report. */
final class Coverage {

    private Coverage() {}

    /** What was looked for everywhere and not found; a rule that did not look at everything is not told. */
    static List<String> checked(Findings findings) {
        RunFacts facts = findings.facts;
        List<String> checked = new ArrayList<>();
        if (facts.running()) {
            return checked;
        }
        if (facts.succeeded()) {
            checked.add("The run succeeded: " + facts.calls.size() + " tool calls, of which "
                    + facts.calls.stream().filter(CallFact::failed).count()
                    + " failed and were got past; no cause is claimed.");
        }
        for (TextRule rule : TextRules.ALL) {
            if (allRead(facts) && !facts.spokeOf(rule.id())) {
                add(checked, findings, rule.category(), rule.id(), rule.looksFor());
            }
        }
        for (Rule rule : Investigation.STRUCTURE) {
            boolean lookedAtAll = rule instanceof RegressionRule || !tooManyCalls(facts);
            if (!facts.succeeded() && lookedAtAll && !facts.unsettled.contains(rule.id())) {
                add(checked, findings, rule.category(), rule.id(), rule.looksFor());
            }
        }
        checked.addAll(facts.remarks);
        return checked;
    }

    /** Whether the text rules read all that speaks of failures; of a run that succeeded they read the calls alone. */
    private static boolean allRead(RunFacts facts) {
        boolean callsAlone = facts.succeeded() && !(facts.guards.isEmpty() && facts.run.failures().isEmpty()
                && facts.steps.stream().allMatch(
                        step -> Excerpt.blank(step.errorType()) && Excerpt.blank(step.errorMessage())));
        return !callsAlone && !tooManyCalls(facts) && facts.unread() == 0
                && !facts.unsettled.contains(RunFacts.TEXTS);
    }

    private static boolean tooManyCalls(RunFacts facts) {
        return facts.run.toolCalls().size() > RunFacts.MAX_CALLS;
    }

    private static void add(List<String> checked, Findings findings, Category category, String rule, String looksFor) {
        boolean found = findings.all.stream().anyMatch(finding -> finding.category() == category)
                || findings.facts.calls.stream()
                        .anyMatch(fact -> fact.reading != null && fact.reading.rule().equals(rule));
        if (!found) {
            checked.add("Looked for " + looksFor + ": none.");
        }
    }

    /** What was not reported or not looked at, and what it would have told. */
    static List<String> gaps(Findings findings) {
        RunFacts facts = findings.facts;
        List<String> gaps = new ArrayList<>();
        note(gaps, facts.running(), "The run still goes on: what became of it is not known, and no cause is claimed.");
        note(gaps, facts.calls.isEmpty(), "No tool calls were reported: which tool failed, and how, cannot be told.");
        note(gaps, facts.steps.isEmpty(), "No steps were reported: the failure cannot be placed in the run.");
        note(gaps, facts.failed() && Excerpt.blank(facts.run.errorType()) && Excerpt.blank(facts.run.errorMessage()),
                "The run has no error_type or error_message: how its end showed is not known.");
        note(gaps, !facts.calls.isEmpty() && facts.run.toolDefinitions().isEmpty(),
                "No tool_definitions were reported: arguments could not be checked against the tools' schemas.");
        ofCalls(facts, gaps);
        note(gaps, Excerpt.blank(facts.run.agentVersion()),
                "The run has no agent_version: a change of version cannot be seen.");
        note(gaps, facts.failed() && !Excerpt.blank(facts.run.agentVersion()) && !findings.history.comparable(),
                "Fewer than " + RateRise.ENOUGH_RUNS
                        + " finished runs of this version or of the one before it are known, or too many still go on: whether the version is at fault was not tested.");
        note(gaps, tooManyCalls(facts), "Only the first " + RunFacts.MAX_CALLS + " calls were looked at.");
        int unread = facts.unread();
        note(gaps, unread > 0,
                "Only " + TextRules.MAX_DIFFERENT + " different complaints were read: what went wrong in "
                        + unread + " more places is not known.");
        gaps.addAll(facts.leftOut);
        return gaps;
    }

    private static void ofCalls(RunFacts facts, List<String> gaps) {
        long bare = facts.calls.stream().filter(fact -> fact.failed() && fact.call.statusCode() == null
                && Excerpt.blank(fact.call.errorClass())).count();
        note(gaps, bare > 0,
                bare + " failed calls have neither status_code nor error_class: their kind was read from words alone.");
        long blind = facts.calls.stream().filter(fact -> fact.act == null).count();
        note(gaps, blind > 0,
                blind + " calls have no arguments: repetitions and mismatches among them cannot be seen.");
    }

    private static void note(List<String> gaps, boolean missing, String words) {
        if (missing) {
            gaps.add(words);
        }
    }
}
