package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.agentops.ingest.alerts.RuleBody.Filters;
import io.agentops.ingest.alerts.RuleBody.Kinds;

/** When a rule has a reason to fire. */
sealed interface Condition permits Threshold, Budget, Absence, Regression {

    /** The kinds of condition. */
    enum Kind {
        THRESHOLD,
        BUDGET,
        ABSENCE,
        REGRESSION
    }

    Kind kind();

    /** The span of time that it looks at; how soon a change can show. */
    Duration window();

    /** What must be known to judge, in an order of its own. */
    List<Question> questions(Instant now);

    /** Judges by the answers to its questions, in their order. */
    Verdict judge(List<Figures> answers, Instant now);

    /** Whether it may hold only since runs that were reported are not stored yet. */
    boolean holdsForWantOfRuns();

    /** The condition in the fields of all kinds, or null where something is found wrong with them. */
    static Condition read(Kinds fields, Filters filters, Findings findings) {
        if (findings.required("/condition", fields) == null) {
            return null;
        }
        Kind kind = findings.oneOf("/condition/kind", findings.required("/condition/kind", fields.kind()), Kind.class);
        if (kind == null) {
            return null;
        }
        return switch (kind) {
            case THRESHOLD -> Threshold.read(fields, filters, findings);
            case BUDGET -> Budget.read(fields, filters, findings);
            case ABSENCE -> Absence.read(fields, filters, findings);
            case REGRESSION -> Regression.read(fields, filters, findings);
        };
    }

    /** Finds fault with filters that a condition cannot tell runs apart by. */
    static void refuseItems(Filters filters, Findings findings) {
        findings.absent("/filters/tool", filters.tool());
        findings.absent("/filters/failure_type", filters.failureType());
        findings.absent("/filters/failure_code", filters.failureCode());
    }
}
