package io.agentops.rca.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.agentops.contract.rca.Category;
import io.agentops.contract.run.RunStatus;
import io.agentops.rca.engine.VersionHistory.ToolRate;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.Rate;
import io.agentops.rca.history.RateRise;

/**
 * Runs of this version fail more often than those of the version it took over from, by Fisher's exact test and by enough to matter, while
 * no tool or model does. The run itself, which was picked because it failed, is left out of the test. Against it speaks any failure of the
 * run that explains itself, and a way of failing that was as frequent before.
 */
final class RegressionRule implements Rule {

    static final double SIGNIFICANT = 0.01;
    private static final double FAILED_THIS_WAY_BEFORE = -0.35;
    private static final double NEW_WAY_OF_FAILING = 0.02;

    @Override
    public String id() {
        return "version_regression";
    }

    @Override
    public Category category() {
        return Category.PROMPT_REGRESSION;
    }

    @Override
    public String looksFor() {
        return "more failures since the agent's version changed, while its tools fail no more than before";
    }

    @Override
    public List<Finding> look(RunFacts facts, VersionHistory history) {
        if (facts.run.status() != RunStatus.FAILURE || !history.comparable()
                || !history.current().version().equals(facts.run.agentVersion())) {
            facts.unsettled.add(id());
            return List.of();
        }
        Version now = history.current();
        Version before = history.previous();
        RateRise test = RateRise.of(before.runs(), now.runs().withoutOneFailed());
        if (test.pValue() >= SIGNIFICANT || !test.matters()) {
            return List.of();
        }
        if (toolsWorse(now, before)) {
            facts.unsettled.add(id());
            facts.remarks.add("Looked for " + looksFor()
                    + ": runs fail more often, and so does a tool or model; the version is not claimed as the cause.");
            return List.of();
        }
        Finding finding = new Finding(new Reading(id(), category(), test.pValue() < SIGNIFICANT / 100 ? 0.68 : 0.6,
                sign(history, test), null, null), null, null);
        finding.runFields.add("agent_version");
        weighWayOfFailing(finding, now.sameWay(), before.sameWay());
        return List.of(finding);
    }

    /** That a version fails more often says little of a run that failed as runs did before. */
    private static void weighWayOfFailing(Finding finding, Rate now, Rate before) {
        if (now == null || before == null) {
            return;
        }
        RateRise test = RateRise.of(before, now.withoutOneFailed());
        if (before.failed() > 0 && now.share() < 2 * before.share()) {
            finding.weigh("runs of the version before failed this way too, " + before.words(), FAILED_THIS_WAY_BEFORE);
        } else if (test.pValue() < SIGNIFICANT && test.matters()) {
            finding.weigh("this way of failing came with the version", NEW_WAY_OF_FAILING);
        }
    }

    private static String sign(VersionHistory history, RateRise test) {
        return String.format(Locale.ROOT,
                "%s of version %s failed, %s of version %s%s (Fisher's exact test, one-sided, without this run, %s)",
                history.current().runs().words(), Excerpt.name(history.current().version(), "?"),
                history.previous().runs().words(), Excerpt.name(history.previous().version(), "?"),
                history.sideBySide() ? " in the same hours" : "", test.words());
    }

    /** Whether a tool or model fails more often than before; a new one is measured by all that there were. */
    private static boolean toolsWorse(Version now, Version before) {
        Map<String, Rate> old = new HashMap<>();
        before.tools().stream().limit(VersionHistory.MAX_TOOLS)
                .forEach(tool -> old.putIfAbsent(tool.tool(), tool.calls()));
        Rate all = old.values().stream().reduce(Rate.NONE, Rate::plus);
        return now.tools().stream().limit(VersionHistory.MAX_TOOLS)
                .anyMatch(tool -> worse(old.getOrDefault(tool.tool(), all), tool));
    }

    private static boolean worse(Rate before, ToolRate now) {
        return now.calls().share() - before.share() >= RateRise.MATTERS
                && (before.runs() == 0 || RateRise.of(before, now.calls()).pValue() < SIGNIFICANT);
    }
}
