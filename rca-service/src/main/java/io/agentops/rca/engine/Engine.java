package io.agentops.rca.engine;

import java.util.List;
import java.util.Objects;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.run.AgentRun;

/**
 * Explains a run by rules that cite what the run itself reported.
 *
 * <p>Deterministic: the same run and history give the same report, byte for byte; there is no clock, no randomness and no
 * I/O. Work and output are bounded whatever the run holds, and no content makes it throw. Stateless and safe for use by many
 * threads.
 */
public final class Engine {

    /** Changes whenever the same run may get another report. */
    public static final String VERSION = "1.0.0";

    /** An engine with the built-in rules. */
    public Engine() {}

    /**
     * Collects the evidence and applies the rules.
     *
     * @param run complete as stored; calls and steps in the order they happened
     * @param history of the same agent, {@link VersionHistory#none()} when unknown
     */
    public Findings classify(AgentRun run, VersionHistory history) {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(history, "history");
        return new Findings();
    }

    /** Words what was found as the report that clients read. */
    public RcaReport report(Findings findings) {
        Objects.requireNonNull(findings, "findings");
        return new RcaReport(Category.UNKNOWN, false, null, List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(),
                List.of(), List.of(), VERSION);
    }
}
