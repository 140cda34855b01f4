package io.agentops.rca.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.agentops.contract.rca.Category;
import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.ActionItem;
import io.agentops.contract.rca.RcaReport.ActionType;
import io.agentops.contract.rca.RcaReport.Evidence;
import io.agentops.contract.rca.RcaReport.Hypothesis;
import io.agentops.contract.rca.RcaReport.Level;
import io.agentops.contract.rca.RcaReport.Suspect;
import io.agentops.contract.rca.RcaReportBuilder;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** A report of the rules on a run that met a rate limit, and settings. */
final class Samples {

    private Samples() {}

    static Evidence rateLimited() {
        return new Evidence("ev_tool_c1", "tool_call", "c1", "flight_search failed",
                "Too many requests, limit 60 per minute",
                Map.of("tool_name", "flight_search", "status_code", 429, "error_class", "RateLimitError", "latency_ms",
                        900.0));
    }

    static Evidence paid() {
        return new Evidence("ev_tool_c2", "tool_call", "c2", "ledger was called", "booked 1,250 EUR",
                Map.of("tool_name", "ledger", "status_code", 200));
    }

    static Evidence message(String words) {
        return new Evidence("ev_run_error_message", "run", "run-1", "Run error message", words, Map.of());
    }

    static RcaReport report() {
        return report(message("The booking failed"), rateLimited(), paid());
    }

    static RcaReport report(Evidence... evidence) {
        return rules(Category.RATE_LIMITED, "rate_limit")
                .evidenceIndex(List.of(evidence))
                .hypotheses(
                        List.of(new Hypothesis("flight_search refused the call because a rate limit was reached",
                                "Call c1.",
                                List.of("ev_tool_c1"), Level.HIGH, List.of("Count the calls."))))
                .actionItems(List.of(new ActionItem(ActionType.CONFIG_CHANGE, "Slow down", "Fewer calls.", Level.HIGH)))
                .suspects(List.of(new Suspect("s1", "c1", null, 0.9, List.of(), List.of("ev_tool_c1"))))
                .checked(List.of("timeout"))
                .build();
    }

    static RcaReport insufficient() {
        return rules(Category.UNKNOWN, "insufficient_evidence")
                .insufficientEvidence(true)
                .insufficientReason("Nothing was reported")
                .evidenceIndex(List.of(message("Internal Server Error")))
                .build();
    }

    private static RcaReportBuilder rules(Category category, String rule) {
        return RcaReportBuilder.builder().category(category).rulesFired(List.of(rule)).engineVersion("1")
                .hypotheses(List.of()).actionItems(List.of()).suspects(List.of()).recovered(List.of())
                .checked(List.of()).dataGaps(List.of());
    }

    /** Settings by name, without their prefix; names in capitals stand for the environment. */
    static ModelConfig config(Map<String, String> settings) {
        var properties = new HashMap<String, String>();
        settings.forEach((name, value) -> properties.put(
                name.equals(name.toUpperCase(Locale.ROOT)) ? name : "agentops.rca.model." + name, value));
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(ModelConfig.class)
                .build()
                .getConfigMapping(ModelConfig.class);
    }
}
