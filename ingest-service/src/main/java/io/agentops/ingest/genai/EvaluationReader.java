package io.agentops.ingest.genai;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.run.Evaluation;
import io.agentops.contract.trace.SpanEvent;

/** Reads evaluations from the events of one run's spans. */
final class EvaluationReader {

    private static final String RESULT = "gen_ai.evaluation.result";

    private EvaluationReader() {}

    static List<Evaluation> read(RunSpans run, StepReader steps) {
        List<Evaluation> evaluations = new ArrayList<>();
        for (SpanNode node : run.members()) {
            for (SpanEvent event : node.span().events()) {
                if (RESULT.equals(event.name())) {
                    evaluations.add(evaluation(node, event, steps));
                }
            }
        }
        return evaluations;
    }

    private static Evaluation evaluation(SpanNode node, SpanEvent event, StepReader steps) {
        Attributes attributes = new Attributes(event.attributes());
        String name = attributes.text("gen_ai.evaluation.name");
        BigDecimal score = attributes.decimal("gen_ai.evaluation.score.value");
        String told = TextLimits.cut(name == null ? "evaluation" : name, TextLimits.LABEL);
        String id = node.span().spanId() + ":" + event.time() + ":"
                + Integer.toHexString(event.attributes().hashCode());
        return new Evaluation(id, told,
                score == null || !Double.isFinite(score.doubleValue()) ? null : (Double) score.doubleValue(),
                TextLimits.cut(attributes.text("gen_ai.evaluation.score.label"), TextLimits.LABEL),
                TextLimits.cut(attributes.text("gen_ai.evaluation.explanation"), TextLimits.TEXT),
                steps.isStep(node) ? StepReader.id(node) : null, event.time());
    }
}
