package io.agentops.rca.engine;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Hypothesis;
import io.agentops.contract.rca.RcaReport.Recovered;
import io.agentops.contract.rca.RcaReport.Suspect;
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
    public static final String VERSION = "1.1.0";

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
        RunFacts facts = new RunFacts(run);
        List<Finding> found = Investigation.of(facts, history);
        return new Findings(facts, history, found, Sufficiency.missing(facts, found));
    }

    /** Words what was found as the report that clients read. */
    public RcaReport report(Findings findings) {
        Objects.requireNonNull(findings, "findings");
        EvidenceIndex evidence = new EvidenceIndex(findings.facts);
        List<Hypothesis> hypotheses = findings.claims().stream().map(finding -> Wording.hypothesis(finding, evidence))
                .toList();
        List<Suspect> suspects = new Suspects(findings.facts, evidence).rank(findings.all);
        List<Recovered> recovered = Recoveries.of(findings.facts, evidence);
        return new RcaReport(findings.category(), findings.missing != null, findings.missing, evidence.complete(),
                hypotheses,
                Actions.of(findings, suspects), suspects, recovered, Coverage.checked(findings),
                Coverage.gaps(findings),
                rulesFired(findings, suspects), VERSION);
    }

    private static List<String> rulesFired(Findings findings, List<Suspect> suspects) {
        TreeSet<String> rules = new TreeSet<>();
        findings.all.forEach(finding -> rules.add(finding.reading.rule()));
        suspects.forEach(suspect -> suspect.reasons().forEach(reason -> rules.add(reason.rule())));
        if (findings.missing != null) {
            rules.add("insufficient_evidence");
        }
        return List.copyOf(rules);
    }
}
