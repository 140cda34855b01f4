package io.agentops.rca.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Hypothesis;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.contract.rca.RcaReport.ModelOutcome;
import io.agentops.contract.rca.RcaReport.ModelPart;
import io.agentops.contract.rca.RcaReport.Sentence;
import io.agentops.contract.rca.RcaReportBuilder;
import io.agentops.rca.model.Draft.Cause;
import io.agentops.rca.model.Draft.Statement;

/** What of a draft is believed, as parts of a report. */
final class Opinion {

    static final int MOST_SENTENCES = 5;
    static final int MOST_HYPOTHESES = 2;

    private static final List<String> VERIFICATION = List.of(
            "Read the cited evidence: a language model drew this from it, and no rule did.");

    private final String name;
    private final SentenceCheck check;
    private final List<Sentence> summary;
    private final List<Hypothesis> hypotheses = new ArrayList<>();
    private int kept;

    Opinion(String name, Draft draft, SentenceCheck check) {
        this.name = name;
        this.check = check;
        this.summary = believed(draft.summary().stream())
                .map(said -> new Sentence(said.text(), said.evidenceIds(), provenance()))
                .toList();
        this.kept = summary.size();
        draft.hypotheses().stream().limit(MOST_HYPOTHESES).forEach(this::add);
    }

    private void add(Cause cause) {
        var sentences = believed(cause.sentences().stream()).toList();
        var cited = new LinkedHashSet<String>();
        sentences.forEach(sentence -> cited.addAll(sentence.evidenceIds()));
        var evidence = List.copyOf(cited);
        if (check.isBorneOut(cause.title(), evidence)) {
            var description = String.join(" ", sentences.stream().map(Opinion::cited).toList());
            hypotheses.add(new Hypothesis(cause.title(), description, evidence, Level.LOW, VERIFICATION, provenance()));
            kept += 1 + sentences.size();
        }
    }

    private static String cited(Statement said) {
        return said.text() + " [" + String.join(", ", said.evidenceIds()) + "]";
    }

    private Stream<Statement> believed(Stream<Statement> statements) {
        return statements
                .limit(MOST_SENTENCES)
                .map(said -> new Statement(said.text().strip(), said.evidenceIds().stream().distinct().toList()))
                .filter(said -> check.holds(said.text(), said.evidenceIds()));
    }

    private String provenance() {
        return "model(" + name + ")";
    }

    /** How many sentences and titles stand. */
    int kept() {
        return kept;
    }

    /** The same report with what stands beside it. */
    RcaReport beside(RcaReport report, int dropped) {
        var outcome = kept == 0 ? ModelOutcome.NOTHING_KEPT : ModelOutcome.ANSWERED;
        return RcaReportBuilder.builder(report)
                .hypotheses(Stream.concat(report.hypotheses().stream(), hypotheses.stream()).toList())
                .model(new ModelPart(name, outcome, summary, dropped))
                .build();
    }
}
