package io.agentops.ingest.alerts;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.ingest.alerts.Question.Span;
import io.agentops.ingest.alerts.RuleBody.Filters;
import io.agentops.ingest.alerts.RuleBody.Kinds;
import io.agentops.ingest.alerts.Verdict.Standing;

/**
 * What runs cost since the beginning of a UTC day, week (from Monday) or month has come to some percentages of a limit. Runs count in
 * the hour in which they started, once they ended.
 *
 * @param limit US dollars, or tokens
 * @param percentages ascending
 */
record Budget(
        boolean inTokens,
        Period period,
        double limit,
        List<Double> percentages,
        Filters filters) implements Condition {

    private static final double MOST = 1e15;
    private static final int MOST_PERCENTAGES = 10;

    /** After which a budget begins anew. */
    enum Period {
        DAY,
        WEEK,
        MONTH;

        Instant start(Instant now) {
            LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
            LocalDate first = switch (this) {
                case DAY -> day;
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                case MONTH -> day.withDayOfMonth(1);
            };
            return first.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    private enum Measure {
        COST_USD,
        TOKENS
    }

    static Budget read(Kinds fields, Filters filters, Findings findings) {
        findings.absent("/condition/window", fields.window());
        findings.absent("/condition/comparator", fields.comparator());
        findings.absent("/condition/value", fields.value());
        findings.absent("/condition/resolve_value", fields.resolveValue());
        findings.absent("/condition/minimum_runs", fields.minimumRuns());
        findings.absent("/condition/only_successful", fields.onlySuccessful());
        findings.absent("/condition/factor", fields.factor());
        Condition.refuseItems(filters, findings);
        Measure measure = findings.oneOf("/condition/metric", fields.metric() == null ? "cost_usd" : fields.metric(),
                Measure.class);
        Period period = findings.oneOf("/condition/period", findings.required("/condition/period", fields.period()),
                Period.class);
        Double limit = findings.required("/condition/limit", fields.limit());
        findings.within("/condition/limit", limit, 1e-6, MOST);
        List<Double> percentages = fields.percentages() == null ? List.of(100.0) : fields.percentages();
        if (percentages.isEmpty() || percentages.size() > MOST_PERCENTAGES) {
            findings.add("/condition/percentages", "must have 1 to 10 entries");
        }
        for (int i = 0; i < percentages.size(); i++) {
            Double percentage = findings.required("/condition/percentages/" + i, percentages.get(i));
            findings.within("/condition/percentages/" + i, percentage, 1, 1000);
        }
        return findings.isEmpty()
                ? new Budget(measure == Measure.TOKENS, period, limit,
                        percentages.stream().sorted().distinct().toList(),
                        filters)
                : null;
    }

    @Override
    public Kind kind() {
        return Kind.BUDGET;
    }

    @Override
    public Duration window() {
        return Duration.ofDays(1);
    }

    @Override
    public boolean holdsForWantOfRuns() {
        return false;
    }

    @Override
    public List<Question> questions(Instant now) {
        return List.of(Question.hours(filters.model() == null ? "run" : "model", filters,
                List.of(new Span(period.start(now), now.plusNanos(1)))));
    }

    /** The threshold is that of the highest percentage that was reached, or else of the first. */
    @Override
    public Verdict judge(List<Figures> answers, Instant now) {
        double spent = inTokens ? answers.get(0).tokens() : answers.get(0).cost().doubleValue();
        double percent = 100 * spent / limit;
        List<Double> reached = reached(percent);
        double next = reached.isEmpty() ? percentages.get(0) : reached.get(reached.size() - 1);
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("limit", limit);
        evidence.put("percent", Math.round(percent * 100) / 100.0);
        evidence.put("period_start", period.start(now).toString());
        return new Verdict(reached.isEmpty() ? Standing.CLEAR : Standing.HOLDS, spent, limit * next / 100, evidence);
    }

    /** The percentages that a spending has come to. */
    List<Double> reached(double percent) {
        return percentages.stream().filter(percentage -> percent >= percentage).toList();
    }

    /** What a percentage is of the limit. */
    double amount(double percentage) {
        return limit * percentage / 100;
    }
}
