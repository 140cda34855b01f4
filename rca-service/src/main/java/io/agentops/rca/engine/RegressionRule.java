package io.agentops.rca.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.FisherExactTest;

import io.agentops.contract.rca.Category;
import io.agentops.rca.engine.VersionHistory.ToolCount;
import io.agentops.rca.engine.VersionHistory.Version;

/**
 * Runs of this version fail more often than those of the version before, by Fisher's exact test, while no tool that both used
 * fails more often. Against it speaks any failure of the run that explains itself.
 */
final class RegressionRule implements Rule {

    static final long ENOUGH_RUNS = 20;
    static final double SIGNIFICANT = 0.01;
    /** The test is exact but not free: larger counts are scaled down, which only makes it more careful. */
    private static final long MAX_COUNT = 100_000;

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
        return "more failures since the agent's version changed";
    }

    @Override
    public List<Finding> look(RunFacts facts, VersionHistory history) {
        if (!enough(history) || !history.current().version().equals(facts.run.agentVersion())) {
            return List.of();
        }
        Version now = history.current();
        Version before = history.previous();
        double p = worse(now.failed(), now.runs(), before.failed(), before.runs());
        if (p >= SIGNIFICANT || toolsWorse(now, before)) {
            return List.of();
        }
        String sign = String.format(Locale.ROOT,
                "%s of version %s failed, %s of version %s (Fisher's exact test, one-sided, p = %.2g)",
                rate(now), Excerpt.name(now.version(), "?"), rate(before), Excerpt.name(before.version(), "?"), p);
        Finding finding = new Finding(
                new Reading(id(), category(), p < SIGNIFICANT / 100 ? 0.68 : 0.6, sign, null, null), null, null);
        finding.runFields.add("agent_version");
        return List.of(finding);
    }

    static boolean enough(VersionHistory history) {
        return history.comparable() && history.current().runs() >= ENOUGH_RUNS
                && history.previous().runs() >= ENOUGH_RUNS;
    }

    private static boolean toolsWorse(Version now, Version before) {
        Map<String, ToolCount> old = new HashMap<>();
        before.tools().stream().limit(VersionHistory.MAX_TOOLS).forEach(tool -> old.putIfAbsent(tool.tool(), tool));
        return now.tools().stream().limit(VersionHistory.MAX_TOOLS).anyMatch(tool -> {
            ToolCount then = old.get(tool.tool());
            return then != null && then.calls() > 0
                    && worse(tool.failed(), tool.calls(), then.failed(), then.calls()) < SIGNIFICANT;
        });
    }

    /** The probability that chance alone makes the first share so much larger than the second. */
    static double worse(long failed, long all, long failedBefore, long allBefore) {
        if (failed * (double) allBefore <= failedBefore * (double) all) {
            return 1;
        }
        double scale = Math.min(1, MAX_COUNT / (double) Math.max(all, allBefore));
        int[][] table = {{(int) (failed * scale), (int) ((all - failed) * scale)},
                {(int) Math.ceil(failedBefore * scale), (int) ((allBefore - failedBefore) * scale)}};
        if (table[0][0] == 0) {
            return 1;
        }
        return FisherExactTest.withDefaults().with(AlternativeHypothesis.GREATER_THAN).test(table).getPValue();
    }

    static String rate(Version version) {
        return String.format(Locale.ROOT, "%d of %d runs (%.1f %%)", version.failed(), version.runs(),
                100.0 * version.failed() / Math.max(1, version.runs()));
    }
}
