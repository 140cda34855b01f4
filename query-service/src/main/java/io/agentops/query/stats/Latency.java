package io.agentops.query.stats;

/** Quantiles of latencies in milliseconds, each within 4.5 % of a value with that rank. */
public record Latency(
        double p50,
        double p90,
        double p95,
        double p99) {}
