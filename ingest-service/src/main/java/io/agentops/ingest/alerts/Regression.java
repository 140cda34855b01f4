package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.agentops.ingest.alerts.Question.Span;
import io.agentops.ingest.alerts.RuleBody.Filters;
import io.agentops.ingest.alerts.RuleBody.Kinds;
import io.agentops.ingest.alerts.Verdict.Standing;

/**
 * The failure rate or the p95 of the last hours is worse than at the same hours of the seven days before: by a factor, and by more than
 * chance would have it.
 *
 * <p>Chance is told by the test for two proportions with pooled variance (NIST/SEMATECH e-Handbook of Statistical Methods, 7.3.3),
 * one-sided, at {@code z > 3.09}, which is one in a thousand: a rule is evaluated very often. For latencies the proportion is that of
 * runs slower than the p95 before, which is 5 % while nothing changes.
 *
 * @param factor how many times worse
 * @param minimumRuns how many runs there must be now, and before
 */
record Regression(
        boolean ofLatency,
        Duration window,
        double factor,
        int minimumRuns,
        Filters filters) implements Condition {

    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int DAYS_BEFORE = 7;
    private static final int DEFAULT_RUNS = 50;
    private static final int MOST_RUNS = 1_000_000;
    private static final double P95 = 0.95;
    private static final double SIGNIFICANT = 3.09;

    private enum Measure {
        FAILURE_RATE,
        LATENCY_P95
    }

    static Regression read(Kinds fields, Filters filters, Findings findings) {
        findings.absent("/condition/comparator", fields.comparator());
        findings.absent("/condition/value", fields.value());
        findings.absent("/condition/resolve_value", fields.resolveValue());
        findings.absent("/condition/period", fields.period());
        findings.absent("/condition/limit", fields.limit());
        findings.absent("/condition/percentages", fields.percentages());
        findings.absent("/condition/only_successful", fields.onlySuccessful());
        Condition.refuseItems(filters, findings);
        findings.absent("/filters/model", filters.model());
        Measure measure = findings.oneOf("/condition/metric", findings.required("/condition/metric", fields.metric()),
                Measure.class);
        Duration window = findings.span("/condition/window", fields.window() == null ? "1h" : fields.window(), SHORTEST,
                LONGEST);
        findings.within("/condition/factor", findings.required("/condition/factor", fields.factor()), 1.1, 1000);
        findings.within("/condition/minimum_runs", fields.minimumRuns(), 20, MOST_RUNS);
        return findings.isEmpty()
                ? new Regression(measure == Measure.LATENCY_P95, window, fields.factor(),
                        fields.minimumRuns() == null ? DEFAULT_RUNS : fields.minimumRuns(), filters)
                : null;
    }

    @Override
    public Kind kind() {
        return Kind.REGRESSION;
    }

    @Override
    public boolean holdsForWantOfRuns() {
        return false;
    }

    @Override
    public List<Question> questions(Instant now) {
        List<Span> before = LongStream.rangeClosed(1, DAYS_BEFORE).mapToObj(Duration::ofDays)
                .map(ago -> new Span(now.minus(window).minus(ago), now.minus(ago))).toList();
        return List.of(Question.window("run", filters, window, now), Question.hours("run", filters, before));
    }

    @Override
    public Verdict judge(List<Figures> answers, Instant now) {
        Figures current = answers.get(0);
        Figures before = answers.get(1);
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("total", runs(current));
        evidence.put("baseline_total", runs(before));
        if (runs(current) < minimumRuns || runs(before) < minimumRuns) {
            return Verdict.unknown(evidence);
        }
        double is = measure(current);
        double was = measure(before);
        double z = ofLatency
                ? z(current.slowerThan(before.bucket(P95)), current.timed(), before.slowerThan(before.bucket(P95)),
                        before.timed())
                : z(current.failed(), current.total(), before.failed(), before.total());
        evidence.put("baseline", was);
        evidence.put("z", Math.round(z * 100) / 100.0);
        boolean holds = is > was * factor && z > SIGNIFICANT;
        return new Verdict(holds ? Standing.HOLDS : Standing.CLEAR, is, was * factor, evidence);
    }

    private long runs(Figures figures) {
        return ofLatency ? figures.timed() : figures.total();
    }

    private double measure(Figures figures) {
        return ofLatency ? figures.quantile(P95) : (double) figures.failed() / figures.total();
    }

    /** How many standard errors the first proportion is above the second; 0 where neither has any, or both have all. */
    static double z(long hits, long of, long hitsBefore, long ofBefore) {
        double pooled = (double) (hits + hitsBefore) / (of + ofBefore);
        double variance = pooled * (1 - pooled) * (1.0 / of + 1.0 / ofBefore);
        return variance == 0 ? 0 : ((double) hits / of - (double) hitsBefore / ofBefore) / Math.sqrt(variance);
    }
}
