package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.agentops.ingest.alerts.Question.Source;
import io.agentops.ingest.alerts.Question.Span;
import io.agentops.ingest.alerts.RuleBody.Filters;
import io.agentops.ingest.alerts.RuleBody.Kinds;
import io.agentops.ingest.alerts.Verdict.Standing;

/**
 * An agent has started no run for a time, or none that ended well.
 *
 * @param onlySuccessful whether only runs that ended in success count
 */
record Absence(
        Duration window,
        boolean onlySuccessful,
        Filters filters) implements Condition {

    private static final Duration SHORTEST = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(7);

    static Absence read(Kinds fields, Filters filters, Findings findings) {
        findings.absent("/condition/metric", fields.metric());
        findings.absent("/condition/comparator", fields.comparator());
        findings.absent("/condition/value", fields.value());
        findings.absent("/condition/resolve_value", fields.resolveValue());
        findings.absent("/condition/minimum_runs", fields.minimumRuns());
        findings.absent("/condition/period", fields.period());
        findings.absent("/condition/limit", fields.limit());
        findings.absent("/condition/percentages", fields.percentages());
        findings.absent("/condition/factor", fields.factor());
        findings.required("/filters/agent_id", filters.agentId());
        Condition.refuseItems(filters, findings);
        findings.absent("/filters/model", filters.model());
        Duration window = findings.span("/condition/window", findings.required("/condition/window", fields.window()),
                SHORTEST, LONGEST);
        return findings.isEmpty() ? new Absence(window, Boolean.TRUE.equals(fields.onlySuccessful()), filters) : null;
    }

    @Override
    public Kind kind() {
        return Kind.ABSENCE;
    }

    @Override
    public boolean holdsForWantOfRuns() {
        return true;
    }

    @Override
    public List<Question> questions(Instant now) {
        return List.of(new Question(Source.LAST_RUN, onlySuccessful ? "success" : null, filters,
                List.of(new Span(now.minus(window), now))));
    }

    /** The value is how many runs there were, of which more than one are not counted. */
    @Override
    public Verdict judge(List<Figures> answers, Instant now) {
        boolean none = answers.get(0).total() == 0;
        return new Verdict(none ? Standing.HOLDS : Standing.CLEAR, none ? 0.0 : 1.0, 1.0,
                Map.of("since", now.minus(window).toString()));
    }
}
