package io.agentops.query.versions;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import io.agentops.query.Database;

/** Many runs of one version, one after the other. */
record Releases(
        String agent,
        String version,
        String environment,
        int runs,
        int failures,
        int millis,
        BigDecimal costUsd,
        Instant from,
        Duration every) {

    /** Runs of {@code agent} that take 100 ms, a minute apart. */
    static Releases of(String version, int runs, int failures, Instant from) {
        return new Releases("agent", version, null, runs, failures, 100, null, from, Duration.ofMinutes(1));
    }

    Releases in(String newEnvironment) {
        return new Releases(agent, version, newEnvironment, runs, failures, millis, costUsd, from, every);
    }

    Releases by(String newAgent) {
        return new Releases(newAgent, version, environment, runs, failures, millis, costUsd, from, every);
    }

    Releases taking(int newMillis) {
        return new Releases(agent, version, environment, runs, failures, newMillis, costUsd, from, every);
    }

    Releases every(Duration newEvery) {
        return new Releases(agent, version, environment, runs, failures, millis, costUsd, from, newEvery);
    }

    /** Every other run costs half as much again. */
    Releases costing(String newCostUsd) {
        return new Releases(agent, version, environment, runs, failures, millis, new BigDecimal(newCostUsd), from,
                every);
    }

    /** Stores them, with ids of the version and a number from 0; the first ones fail. */
    void store() {
        store("default");
    }

    void store(String project) {
        Database.execute(
                """
                        WITH runs AS (SELECT i, ?::timestamptz + i * make_interval(secs => ?) AS at FROM generate_series(0, ?) AS i),
                             keys AS (INSERT INTO run_key (project_id, run_id, day)
                                      SELECT ?, ? || '-' || i, (at AT TIME ZONE 'UTC')::date FROM runs)
                        INSERT INTO run (project_id, run_id, day, agent_name, agent_version, environment, status, started_at, ended_at, total_cost_usd)
                        SELECT ?, ? || '-' || i, (at AT TIME ZONE 'UTC')::date, ?, ?, ?, CASE WHEN i < ? THEN 'failure' ELSE 'success' END, at,
                               at + make_interval(secs => ? / 1000.0), ?::numeric * (1 + i % 2 * 0.5)
                          FROM runs""",
                from, (double) every.toSeconds(), runs - 1, project, prefix(), project, prefix(), agent,
                version, environment, failures, millis, costUsd);
    }

    private String prefix() {
        return agent + "-" + version + (environment == null ? "" : "-" + environment);
    }
}
