package io.agentops.benchmarks.rca;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.agentops.contract.run.AgentRun;
import io.agentops.rca.engine.Engine;
import io.agentops.rca.engine.VersionHistory;

/**
 * How long the engine takes to explain runs: ordinary ones, a very long one, and such as were made to cost much. All times are what
 * one thread took of a processor, so that whatever else the machine does counts little.
 */
public final class Explanations {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ORDINARY = 1_000;
    private static final int WARM_UP = 20;
    private static final int ROUNDS = 30;
    private static final int LONG_STEPS = 20_000;
    private static final int REPEATS = 7;

    private final Engine engine = new Engine();
    private int reported;

    private Explanations() {}

    /** Measures, and prints tables. */
    public static void main(String[] args) {
        Explanations explanations = new Explanations();
        explanations.ordinary();
        System.out.println("\n| one run | first, ms | median, ms | most, ms |\n|---|---|---|---|");
        explanations.one("20,000 steps, 10,000 calls", OrdinaryRuns.withSteps(LONG_STEPS));
        HostileRuns.all().forEach(explanations::one);
        System.out.println("\n" + explanations.reported + " pieces of evidence");
    }

    private void ordinary() {
        List<AgentRun> runs = OrdinaryRuns.of(ORDINARY);
        double[] perSecond = new double[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long before = THREADS.getCurrentThreadCpuTime();
            runs.forEach(this::explain);
            long nanos = THREADS.getCurrentThreadCpuTime() - before;
            if (round >= 0) {
                perSecond[round] = ORDINARY * 1e9 / nanos;
            }
        }
        Arrays.sort(perSecond);
        System.out.println("| ordinary runs a second of a processor | median | least | most |\n|---|---|---|---|");
        System.out.printf(Locale.ROOT, "| 8 steps, 6 calls | %.0f | %.0f | %.0f |%n", perSecond[ROUNDS / 2],
                perSecond[0],
                perSecond[ROUNDS - 1]);
    }

    private void one(String name, AgentRun run) {
        double[] millis = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            explain(run);
            millis[i] = (THREADS.getCurrentThreadCpuTime() - before) / 1e6;
        }
        double first = millis[0];
        Arrays.sort(millis);
        System.out.printf(Locale.ROOT, "| %s | %.0f | %.0f | %.0f |%n", name, first, millis[REPEATS / 2],
                millis[REPEATS - 1]);
    }

    /** What comes of it is counted, so that none of it can be left out. */
    private void explain(AgentRun run) {
        reported += engine.report(engine.classify(run, VersionHistory.none())).evidenceIndex().size();
    }
}
