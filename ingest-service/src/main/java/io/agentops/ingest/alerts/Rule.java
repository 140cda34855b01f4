package io.agentops.ingest.alerts;

import java.time.Duration;

import io.agentops.ingest.alerts.RuleBody.Filters;

/**
 * A rule that can be evaluated.
 *
 * @param holdFor how long its condition must hold before it fires
 * @param resolveFor how long it must not hold before it resolves
 * @param repeatEvery null for never
 */
record Rule(
        String name,
        Condition condition,
        Filters filters,
        Duration holdFor,
        Duration resolveFor,
        Duration repeatEvery) {

    private static final int NAME_LENGTH = 200;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration OFTENEST_REPEAT = Duration.ofHours(1);
    private static final Duration RAREST_REPEAT = Duration.ofDays(30);

    /** A rule as it was written, or null where something is found wrong with it. */
    static Rule read(RuleBody body, Findings findings) {
        String name = findings.required("/name", body.name());
        if (name != null && (name.isBlank() || name.length() > NAME_LENGTH || name.indexOf('\0') >= 0)) {
            findings.add("/name", "must have 1 to 200 characters, none of them NUL");
        }
        Filters filters = body.filters() == null ? Filters.NONE : body.filters();
        findings.label("/filters/agent_id", filters.agentId());
        findings.label("/filters/agent_version", filters.agentVersion());
        findings.label("/filters/environment", filters.environment());
        findings.label("/filters/tool", filters.tool());
        findings.label("/filters/failure_type", filters.failureType());
        findings.label("/filters/failure_code", filters.failureCode());
        findings.label("/filters/model", filters.model());
        Condition condition = Condition.read(body.condition(), filters, findings);
        if (condition instanceof Budget) {
            findings.absent("/for", body.holdFor());
            findings.absent("/resolve_for", body.resolveFor());
        }
        Duration holdFor = findings.span("/for", body.holdFor(), Duration.ofSeconds(1), LONGEST);
        Duration resolveFor = findings.span("/resolve_for", body.resolveFor(), Duration.ofSeconds(1), LONGEST);
        Duration repeatEvery = findings.span("/repeat_every", body.repeatEvery(), OFTENEST_REPEAT, RAREST_REPEAT);
        return findings.isEmpty()
                ? new Rule(name, condition, filters, holdFor == null ? Duration.ZERO : holdFor,
                        resolveFor == null ? Duration.ZERO : resolveFor, repeatEvery)
                : null;
    }
}
