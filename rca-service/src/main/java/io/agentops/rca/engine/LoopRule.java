package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.agentops.contract.rca.Category;
import io.agentops.contract.run.Step;

/**
 * Three or more retries of one call or step, the same call with the same arguments again and again, and cycles of calls that
 * repeat. Against it speaks that the retries worked in the end and that the agent got on afterwards. Length alone is no loop,
 * and neither is a repetition that brings something new each time (polling) or whose outcome was not reported; numbers that differ
 * in errors are nothing new.
 *
 * <p>Source: the definition of {@code planner_loop} in the report's contract.
 */
final class LoopRule implements Rule {

    private static final int RETRIES = 3;
    private static final int REPEATS = 3;
    private static final int MAX_PERIOD = 6;
    private static final int SCATTERED = 5;
    private static final int MAX_FINDINGS = 20;
    private static final double WORKED = -0.22;

    @Override
    public String id() {
        return "loop_structure";
    }

    @Override
    public Category category() {
        return Category.PLANNER_LOOP;
    }

    @Override
    public String looksFor() {
        return "retries of three or more, and identical calls or cycles of calls that come again and bring nothing new";
    }

    @Override
    public List<Finding> look(RunFacts facts, VersionHistory history) {
        List<Finding> found = new ArrayList<>();
        unreported(facts);
        retriedCalls(facts, found);
        retriedSteps(facts, found);
        cycles(facts, found);
        if (found.isEmpty()) {
            scattered(facts, found);
        }
        return found;
    }

    /** Whether repetitions without an outcome brought anything new cannot be said. */
    private void unreported(RunFacts facts) {
        Set<String> acts = new HashSet<>();
        long repeated = facts.calls.stream()
                .filter(fact -> fact.act != null && !acts.add(fact.act) && !fact.reported()).count();
        if (repeated > 0) {
            facts.leaveOut(id(), repeated
                    + " repeated calls report neither a result nor a failure: whether they brought anything new cannot be seen.");
        }
    }

    private void retriedCalls(RunFacts facts, List<Finding> found) {
        for (CallFact fact : facts.calls) {
            if (retried(fact.call.retries()) && unreachable(fact)) {
                facts.unsettled.add(id());
            } else if (found.size() < MAX_FINDINGS && retried(fact.call.retries())) {
                int retries = fact.call.retries();
                double weight = 0.6 + Math.min(0.15, (retries - RETRIES) * 0.03);
                Finding finding = new Finding(
                        reading(retries + " retries of one call", weight, String.valueOf(retries)),
                        fact, null);
                boolean worked = fact.outcome == CallFact.Outcome.FINE || fact.recovered;
                found.add(worked ? finding.weigh("it worked in the end", WORKED) : finding);
            }
        }
    }

    /** A client that retries a host which cannot be reached is no planner that goes round in circles. */
    private static boolean unreachable(CallFact fact) {
        return fact.complaint != null && TextRules.network(fact.complaint);
    }

    private void retriedSteps(RunFacts facts, List<Finding> found) {
        for (Step step : facts.steps) {
            if (found.size() < MAX_FINDINGS && retried(step.retries())) {
                String sign = step.retries() + " retries of step " + Excerpt.name(step.name(), "without a name");
                Finding finding = new Finding(reading(sign, 0.6, String.valueOf(step.retries())), null, step.stepId());
                found.add(CallFact.fine(step.status()) ? finding.weigh("it worked in the end", WORKED) : finding);
            }
        }
    }

    private static boolean retried(Integer retries) {
        return retries != null && retries >= RETRIES;
    }

    /** The shortest period that repeats three times over, with equal arguments and nothing new in the outcome. */
    private void cycles(RunFacts facts, List<Finding> found) {
        List<CallFact> calls = facts.calls;
        for (int period = 1; period <= MAX_PERIOD; period++) {
            int run = 0;
            for (int i = period; i < calls.size() && found.size() < MAX_FINDINGS; i++) {
                run = same(calls.get(i), calls.get(i - period)) ? run + 1 : 0;
                if (run == period * (REPEATS - 1)) {
                    int length = run;
                    while (i + 1 < calls.size() && same(calls.get(i + 1), calls.get(i + 1 - period))) {
                        i++;
                        length++;
                    }
                    found.add(cycle(calls, i - length - period + 1, period, length / period + 1));
                    run = 0;
                }
            }
            if (!found.isEmpty()) {
                return;
            }
        }
    }

    private Finding cycle(List<CallFact> calls, int start, int period, int times) {
        String sign = period == 1
                ? "the same call of " + calls.get(start).tool() + " made " + times + " times in a row"
                : "a cycle of " + period + " calls made " + times + " times over";
        Finding finding = new Finding(
                reading(sign, 0.58 + Math.min(0.25, 0.04 * (times - REPEATS)), String.valueOf(times)),
                calls.get(start), null);
        int end = Math.min(calls.size(), start + period * times);
        for (int i = start + 1; i < Math.min(end - 1, start + Math.max(REPEATS, period)); i++) {
            finding.calls.add(calls.get(i));
        }
        finding.calls.add(calls.get(end - 1));
        return finding;
    }

    /** The same call many times over, with others in between. */
    private void scattered(RunFacts facts, List<Finding> found) {
        Map<String, List<CallFact>> byAct = new HashMap<>();
        for (CallFact fact : facts.calls) {
            if (fact.act != null) {
                List<CallFact> same = byAct.computeIfAbsent(fact.act, act -> new ArrayList<>());
                if (same.isEmpty() || same(same.get(0), fact)) {
                    same.add(fact);
                }
                if (same.size() == SCATTERED && found.size() < MAX_FINDINGS) {
                    Finding finding = new Finding(
                            reading("the same call of " + fact.tool() + " made at least " + SCATTERED
                                    + " times with the same outcome", 0.5, String.valueOf(SCATTERED)),
                            same.get(0), null);
                    finding.calls.addAll(same.subList(1, SCATTERED));
                    found.add(finding);
                }
            }
        }
    }

    private static boolean same(CallFact one, CallFact other) {
        return one.act != null && one.act.equals(other.act) && one.endedAs(other);
    }

    private Reading reading(String sign, double weight, String limit) {
        return new Reading(id(), category(), weight, sign, null, limit);
    }
}
