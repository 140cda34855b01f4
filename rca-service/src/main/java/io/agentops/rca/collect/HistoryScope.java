package io.agentops.rca.collect;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Of which run the history is asked, and up to when: nothing that started after the run counts.
 *
 * @param environment null where the run tells none, as {@code version}
 * @param group the failure group the run is labelled with, null where it has none
 */
record HistoryScope(
        String projectId,
        String runId,
        String agent,
        String environment,
        String version,
        String group,
        OffsetDateTime startedAt) {

    private static final int DAYS = 30;
    private static final int ABANDONED_HOURS = 24;

    static HistoryScope of(String projectId, Row run) {
        return new HistoryScope(projectId, run.getString("run_id"), run.getString("agent_name"),
                run.getString("environment"), run.getString("agent_version"), run.getString("failure_group"),
                run.getOffsetDateTime("started_at").withOffsetSameInstant(ZoneOffset.UTC));
    }

    /** The hour in which the run started. */
    OffsetDateTime hour() {
        return startedAt.truncatedTo(ChronoUnit.HOURS);
    }

    /** The first hour that counts. */
    OffsetDateTime from() {
        return hour().minusDays(DAYS);
    }

    /** Since when a run may have started that still goes on; what has gone on for longer is taken for abandoned. */
    OffsetDateTime goingOnSince() {
        return startedAt.minusHours(ABANDONED_HOURS);
    }

    LocalDate day() {
        return startedAt.toLocalDate();
    }

    /** Project, agent and environment, with which the parameters of most statements begin. */
    Tuple agentParameters() {
        return Tuple.of(projectId, agent, environment);
    }
}
