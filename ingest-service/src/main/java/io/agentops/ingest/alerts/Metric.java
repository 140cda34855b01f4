package io.agentops.ingest.alerts;

import java.util.OptionalDouble;

import io.agentops.ingest.alerts.RuleBody.Filters;

/** What a threshold is held against. */
enum Metric {
    /** Runs that ended. */
    RUNS("run", false),
    /** The share of runs that failed, 0 to 1. */
    FAILURE_RATE("run", true),
    /** Runs that had a failure of a type or code; one that had two kinds counts for each. */
    FAILURES("failure", false),
    /** Milliseconds. */
    LATENCY_P50("run", true),
    LATENCY_P90("run", true),
    LATENCY_P95("run", true),
    LATENCY_P99("run", true),
    /** The share of a tool's calls that failed, 0 to 1. */
    TOOL_FAILURE_RATE("tool", true),
    /** Milliseconds. */
    TOOL_LATENCY_P50("tool", true),
    TOOL_LATENCY_P90("tool", true),
    TOOL_LATENCY_P95("tool", true),
    TOOL_LATENCY_P99("tool", true),
    /** Runs that go on and were not heard of for as long as the window. */
    HUNG_RUNS("run", false),
    /** Agents that fell silent within the window, and are. */
    AGENTS_UNKNOWN("UNKNOWN", false),
    /** Agents that are unhealthy, and were heard of within the window. */
    AGENTS_UNHEALTHY("UNHEALTHY", false),
    /** Agents that are not restarted by themselves any more, or are tried once: their breaker opened within the window. */
    BREAKERS_OPEN("BREAKER", false),
    /** US dollars. */
    COST_USD("run", false),
    /** Of prompts and completions. */
    TOKENS("run", false);

    private final String what;
    private final boolean needsRuns;

    Metric(String what, boolean needsRuns) {
        this.what = what;
        this.needsRuns = needsRuns;
    }

    /** Whether it says nothing where there are no runs, or few. */
    boolean needsRuns() {
        return needsRuns;
    }

    /** Whether it counts agents that are in a state, and no runs. */
    boolean isOfAgents() {
        return this == AGENTS_UNKNOWN || this == AGENTS_UNHEALTHY || this == BREAKERS_OPEN;
    }

    /** Whether it is from 0 to 1. */
    boolean isRate() {
        return this == FAILURE_RATE || this == TOOL_FAILURE_RATE;
    }

    /** What is counted; of one model, what models were used for. */
    String what(Filters filters) {
        return filters.model() == null ? what : "model";
    }

    /** Nothing where there is nothing to tell it by. */
    OptionalDouble of(Figures figures) {
        return switch (this) {
            case RUNS, HUNG_RUNS, AGENTS_UNKNOWN, AGENTS_UNHEALTHY, BREAKERS_OPEN ->
                OptionalDouble.of((double) figures.total());
            case FAILURES -> OptionalDouble.of((double) figures.failed());
            case COST_USD -> OptionalDouble.of(figures.cost().doubleValue());
            case TOKENS -> OptionalDouble.of(figures.tokens());
            case FAILURE_RATE, TOOL_FAILURE_RATE -> failureRate(figures);
            case LATENCY_P50, TOOL_LATENCY_P50 -> quantile(figures, 0.5);
            case LATENCY_P90, TOOL_LATENCY_P90 -> quantile(figures, 0.9);
            case LATENCY_P95, TOOL_LATENCY_P95 -> quantile(figures, 0.95);
            case LATENCY_P99, TOOL_LATENCY_P99 -> quantile(figures, 0.99);
        };
    }

    /** Finds fault with filters that it cannot be had by. */
    void check(Filters filters, Findings findings) {
        if (what.equals("tool")) {
            findings.required("/filters/tool", filters.tool());
        } else {
            findings.absent("/filters/tool", filters.tool());
        }
        if (this != FAILURES) {
            findings.absent("/filters/failure_type", filters.failureType());
            findings.absent("/filters/failure_code", filters.failureCode());
        } else if (filters.failureType() == null && filters.failureCode() == null) {
            findings.add("/filters/failure_code", "is required, unless there is a failure_type");
        }
        if (this != COST_USD && this != TOKENS) {
            findings.absent("/filters/model", filters.model());
        }
    }

    private static OptionalDouble failureRate(Figures figures) {
        return figures.total() <= 0
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) figures.failed() / figures.total());
    }

    private static OptionalDouble quantile(Figures figures, double share) {
        return figures.timed() <= 0 ? OptionalDouble.empty() : OptionalDouble.of(figures.quantile(share));
    }
}
