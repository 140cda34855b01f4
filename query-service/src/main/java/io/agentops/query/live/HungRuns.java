package io.agentops.query.live;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.page.Times;
import io.vertx.mutiny.sqlclient.Row;

/**
 * Tells hung runs: those that say {@code running} and were not heard of for longer than {@link LiveConfig#hungAfter}. The
 * database's clock counts, for all processes alike.
 */
@ApplicationScoped
public class HungRuns {

    /** Columns of {@link #join}. */
    public static final String COLUMNS = "hung.since AS hung_since, hung.silent_seconds";

    /** Columns of {@link #LAST_STEP}. */
    public static final String LAST_STEP_COLUMNS = "last_step.step_id AS last_step_id, last_step.name AS last_step_name, "
            + "last_step.status AS last_step_status, last_step.started_at AS last_step_started_at";

    /** Joins to a hung run {@code r} its last step; generic ones say little of what the agent did. */
    public static final String LAST_STEP = """
            LEFT JOIN LATERAL (
              SELECT s.step_id, s.name, s.status, s.started_at
                FROM step s
               WHERE s.project_id = r.project_id AND s.day = r.day AND s.run_id = r.run_id
                 AND s.step_type IS DISTINCT FROM 'generic'
               ORDER BY s.started_at DESC NULLS LAST, s.seq DESC NULLS LAST, s.step_id DESC
               LIMIT 1) AS last_step ON hung.since IS NOT NULL
            """;

    private static final String JOIN = """
            LEFT JOIN LATERAL (
              SELECT heard.since, floor(extract(epoch FROM now() - heard.since))::bigint AS silent_seconds
                FROM (SELECT coalesce((SELECT k.last_reported_at
                                         FROM run_key k
                                        WHERE k.project_id = r.project_id AND k.run_id = r.run_id),
                                      r.started_at) AS since) AS heard
               WHERE r.status = 'running'
                 AND heard.since < now() - make_interval(secs => %s)) AS hung ON true
            """;

    private final LiveConfig config;

    HungRuns(LiveConfig config) {
        this.config = config;
    }

    /**
     * Joins to a run {@code r} the row {@code hung}, all null unless the run is.
     *
     * @param parameter which has the value {@link #seconds}
     */
    public static String join(String parameter) {
        return JOIN.formatted(parameter);
    }

    /** The silence, in seconds, after which a run is hung. */
    public double seconds() {
        return config.hungAfter().toMillis() / 1000.0;
    }

    /** What {@link #COLUMNS} tell; null for a run that is not hung. */
    public static Silence silence(Row row) {
        return row.getValue("hung_since") == null
                ? null
                : new Silence(Times.instant(row, "hung_since"), row.getLong("silent_seconds"));
    }

    /** What {@link #COLUMNS} and {@link #LAST_STEP_COLUMNS} tell; null for a run that is not hung. */
    public static Hung hung(Row row) {
        return row.getValue("hung_since") == null
                ? null
                : new Hung(Times.instant(row, "hung_since"), row.getLong("silent_seconds"), lastStep(row));
    }

    private static Hung.LastStep lastStep(Row row) {
        String stepId = row.getString("last_step_id");
        return stepId == null
                ? null
                : new Hung.LastStep(stepId, row.getString("last_step_name"), row.getString("last_step_status"),
                        Times.instant(row, "last_step_started_at"));
    }
}
