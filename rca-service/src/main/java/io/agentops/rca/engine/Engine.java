package io.agentops.rca.engine;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.ActionItem;
import io.agentops.contract.rca.RcaReport.CausalLink;
import io.agentops.contract.rca.RcaReport.Hypothesis;
import io.agentops.contract.rca.RcaReport.Recovered;
import io.agentops.contract.rca.RcaReport.Suspect;
import io.agentops.contract.rca.RcaReportBuilder;
import io.agentops.contract.run.AgentRun;
import io.agentops.rca.history.GroupHistory;

/**
 * Explains a run by rules that cite what the run itself reported.
 *
 * <p>Deterministic: the same run and history give the same report, byte for byte; there is no clock, no randomness and no
 * I/O. Work and output are bounded whatever the run holds, and no content makes it throw. Stateless and safe for use by many
 * threads.
 */
public final class Engine {

    /** Changes whenever the same run may get another report. */
    public static final String VERSION = "2.0.0";

    /** An engine with the built-in rules. */
    public Engine() {}

    /**
     * As {@link #classify(AgentRun, VersionHistory, GroupHistory)}, of a run whose failure group is not known.
     */
    public Findings classify(AgentRun run, VersionHistory history) {
        return classify(run, history, null);
    }

    /**
     * Collects the evidence and applies the rules.
     *
     * @param run complete as stored; calls and steps in the order they happened
     * @param history of the same agent, {@link VersionHistory#none()} when unknown
     * @param group the run's failure group, null when it has none
     */
    public Findings classify(AgentRun run, VersionHistory history, GroupHistory group) {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(history, "history");
        RunFacts facts = new RunFacts(run);
        List<Finding> found = Investigation.of(facts, history);
        return new Findings(facts, history, group, found, Sufficiency.missing(facts, found));
    }

    /** Words what was found as the report that clients read. */
    public RcaReport report(Findings findings) {
        Objects.requireNonNull(findings, "findings");
        EvidenceIndex evidence = new EvidenceIndex(findings.facts);
        List<Hypothesis> hypotheses = findings.claims().stream().map(finding -> Wording.hypothesis(finding, evidence))
                .toList();
        List<Suspect> suspects = List.of();
        List<CausalLink> chain = List.of();
        if (findings.facts.failed()) {
            RunGraph graph = RunGraph.of(findings.facts);
            Suspicions suspicions = SuspectRules.look(graph, findings.all);
            suspects = suspicions.rank(evidence);
            chain = CausalChain.of(graph, suspicions.first(), evidence);
        }
        List<Recovered> recovered = Recoveries.of(findings.facts, evidence);
        RcaReport.Onset onset = HistoryWording.onset(findings, evidence);
        List<ActionItem> actions = Remediations.complete(Actions.of(findings, suspects), findings, evidence);
        return RcaReportBuilder.builder()
                .category(findings.category())
                .insufficientEvidence(findings.missing != null)
                .insufficientReason(findings.missing)
                .hypotheses(hypotheses)
                .actionItems(actions)
                .suspects(suspects)
                .causalChain(chain)
                .recovered(recovered)
                .checked(Coverage.checked(findings))
                .dataGaps(Coverage.gaps(findings))
                .rulesFired(rulesFired(findings, suspects))
                .engineVersion(VERSION)
                .fingerprint(HistoryWording.fingerprint(findings.group))
                .onset(onset)
                .evidenceIndex(evidence.complete())
                .build();
    }

    private static List<String> rulesFired(Findings findings, List<Suspect> suspects) {
        TreeSet<String> rules = new TreeSet<>();
        findings.all.forEach(finding -> rules.add(finding.reading.rule()));
        suspects.forEach(suspect -> suspect.reasons().forEach(reason -> rules.add(reason.rule())));
        if (findings.missing != null) {
            rules.add("insufficient_evidence");
        }
        findings.onset.ifPresent(onset -> rules.add("onset"));
        return List.copyOf(rules);
    }
}
