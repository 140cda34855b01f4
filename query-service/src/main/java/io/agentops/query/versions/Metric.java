package io.agentops.query.versions;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;

/** In what versions are compared. */
enum Metric {
    /** In percent of ended runs. */
    @JsonProperty("success_rate")
    SUCCESS_RATE(20, 2),
    /** In milliseconds, as all latencies. */
    @JsonProperty("latency_p50")
    LATENCY_P50(20, 3),
    @JsonProperty("latency_p95")
    LATENCY_P95(20, 3),
    /** In USD. */
    @JsonProperty("cost_per_run")
    COST_PER_RUN(30, 8);

    /** How many percentage points of success are much to lose. */
    static final double POINTS = 2;
    /** How many percent of time or cost are much to add. */
    static final double PERCENT = 10;

    private final int minimumRuns;
    private final int decimals;

    Metric(int minimumRuns, int decimals) {
        this.minimumRuns = minimumRuns;
        this.decimals = decimals;
    }

    /** How many runs that tell it each version must have to be compared. */
    int minimumRuns() {
        return minimumRuns;
    }

    /** Whether it is bad when this grows or, where the direction is negative, shrinks. */
    boolean worse(int direction) {
        return this == SUCCESS_RATE ? direction < 0 : direction > 0;
    }

    /** Whether it got so much worse that it matters. */
    boolean matters(double before, double after) {
        return this == SUCCESS_RATE
                ? before - after >= POINTS
                : before > 0 && 100 * (after - before) >= PERCENT * before;
    }

    double rounded(double value) {
        return Rounding.decimals(value, decimals);
    }

    /** The one of this name. */
    static Optional<Metric> of(String wireName) {
        return Arrays.stream(values()).filter(metric -> metric.wireName().equals(wireName)).findFirst();
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
