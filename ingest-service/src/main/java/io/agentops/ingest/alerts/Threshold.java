package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import io.agentops.ingest.alerts.Question.Source;
import io.agentops.ingest.alerts.Question.Span;
import io.agentops.ingest.alerts.RuleBody.Filters;
import io.agentops.ingest.alerts.RuleBody.Kinds;
import io.agentops.ingest.alerts.Verdict.Standing;

/**
 * A metric over the last minutes or days is above a value, or below.
 *
 * @param resolveValue what it must be on the good side of before a rule that fires resolves
 * @param minimumRuns how many runs or calls a rate or latency needs to mean anything
 */
record Threshold(
        Metric metric,
        Duration window,
        boolean above,
        double value,
        double resolveValue,
        int minimumRuns,
        Filters filters) implements Condition {

    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int DEFAULT_RUNS = 10;
    private static final int MOST_RUNS = 1_000_000;
    private static final double MOST = 1e12;

    private enum Comparator {
        ABOVE,
        BELOW
    }

    static Threshold read(Kinds fields, Filters filters, Findings findings) {
        findings.absent("/condition/period", fields.period());
        findings.absent("/condition/limit", fields.limit());
        findings.absent("/condition/percentages", fields.percentages());
        findings.absent("/condition/only_successful", fields.onlySuccessful());
        findings.absent("/condition/factor", fields.factor());
        Metric metric = findings.oneOf("/condition/metric", findings.required("/condition/metric", fields.metric()),
                Metric.class);
        Duration window = findings.span("/condition/window", findings.required("/condition/window", fields.window()),
                SHORTEST, LONGEST);
        Comparator comparator = findings.oneOf("/condition/comparator",
                fields.comparator() == null ? "above" : fields.comparator(), Comparator.class);
        Double value = findings.required("/condition/value", fields.value());
        double most = metric != null && metric.isRate() ? 1 : MOST;
        findings.within("/condition/value", value, 0, most);
        findings.within("/condition/resolve_value", fields.resolveValue(), 0, most);
        findings.within("/condition/minimum_runs", fields.minimumRuns(), 1, MOST_RUNS);
        if (metric != null) {
            metric.check(filters, findings);
            if (!metric.needsRuns()) {
                findings.absent("/condition/minimum_runs", fields.minimumRuns());
            }
        }
        boolean above = comparator != Comparator.BELOW;
        Double resolve = fields.resolveValue() == null ? value : fields.resolveValue();
        if (value != null && (above ? resolve > value : resolve < value)) {
            findings.add("/condition/resolve_value", "must not be on the bad side of value");
        }
        if (value != null && (above ? most == 1 && value == 1 : value == 0)) {
            findings.add("/condition/value", above
                    ? "must be less than 1: no rate is above it"
                    : "must be more than 0: nothing is below it");
        }
        return findings.isEmpty()
                ? new Threshold(metric, window, above, value, resolve,
                        fields.minimumRuns() == null ? DEFAULT_RUNS : fields.minimumRuns(), filters)
                : null;
    }

    @Override
    public Kind kind() {
        return Kind.THRESHOLD;
    }

    @Override
    public boolean holdsForWantOfRuns() {
        return !above;
    }

    @Override
    public List<Question> questions(Instant now) {
        Span span = new Span(now.minus(window), now);
        if (metric == Metric.HUNG_RUNS) {
            return List.of(new Question(Source.SILENT_RUNS, null, filters, List.of(span)));
        }
        return List.of(metric.isOfAgents()
                ? new Question(Source.AGENTS, metric.what(filters), filters, List.of(span))
                : Question.window(metric.what(filters), filters, window, now));
    }

    @Override
    public Verdict judge(List<Figures> answers, Instant now) {
        Figures figures = answers.get(0);
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("total", figures.total());
        evidence.put("failed", figures.failed());
        if (figures.capped()) {
            evidence.put("capped", true);
        }
        boolean tooFew = metric.needsRuns() && figures.total() < minimumRuns;
        OptionalDouble measured = tooFew || (!above && figures.capped())
                ? OptionalDouble.empty()
                : metric.of(figures);
        if (measured.isEmpty()) {
            return Verdict.unknown(evidence);
        }
        double is = measured.getAsDouble();
        boolean holds = above ? is > value : is < value;
        boolean clear = above ? is <= resolveValue : is >= resolveValue;
        return new Verdict(holds ? Standing.HOLDS : clear ? Standing.CLEAR : Standing.BETWEEN, is, value, evidence);
    }
}
