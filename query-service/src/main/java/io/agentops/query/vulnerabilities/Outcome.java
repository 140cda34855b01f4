package io.agentops.query.vulnerabilities;

import java.util.List;
import java.util.Locale;

/**
 * What became of what a guardrail noticed, by the verdict with which its message begins. A word stands for an outcome only where it can mean
 * no other: {@code failed} may be a check or the attempt, and tells nothing.
 */
enum Outcome {
    LET_THROUGH("let-through", 0,
            "warn, warned, warning, flag, flagged, log, logged, log_only, monitor, monitored, audit, audited, report_only, observed, not blocked"),
    UNTOLD("untold", 1, ""),
    STOPPED("stopped", 2,
            "deny, denied, block, blocked, reject, rejected, refuse, refused, intervened, guardrail_intervened, stopped, quarantined, mask, masked, redact, redacted, modify, modified, sanitize, sanitized, anonymize, anonymized, rewritten, removed, filtered"),
    PASSED("passed", 0, "allow, allowed, pass, passed, ok, safe, clean, no violation, none, not detected");

    private final String suffix;
    private final int lowers;
    private final String verdicts;

    Outcome(String suffix, int lowers, String verdicts) {
        this.suffix = suffix;
        this.lowers = lowers;
        this.verdicts = verdicts;
    }

    /** What ends the ids of rules about it. */
    String suffix() {
        return suffix;
    }

    /** How many steps less bad it is than to let the same through. */
    int lowers() {
        return lowers;
    }

    /** In small letters. */
    List<String> verdicts() {
        return verdicts.isEmpty() ? List.of() : List.of(verdicts.split(", ", -1));
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
