package io.agentops.ingest.groups;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.agentops.ingest.groups.FailureGroupResource.Change;
import io.agentops.ingest.groups.FailureGroupResource.Stored;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The states of failure groups. */
@Singleton
class GroupStore {

    /** What was decided already stays as it was, with its times, unless it did not hold. */
    private static final String CHANGE = """
            WITH changed AS (
                UPDATE failure_group g
                   SET state = $3, muted_until = $4, resolved_in_version = $5, note = $6, changed_at = now(),
                       resolved_at = CASE WHEN $3 = 'resolved'
                                          THEN CASE WHEN stays.resolved THEN old.resolved_at ELSE now() END END,
                       earlier_versions = CASE WHEN stays.resolved THEN old.earlier_versions
                                               WHEN $5::text IS NULL THEN '{}'
                                               ELSE ARRAY(SELECT DISTINCT s.agent_version
                                                            FROM run_stat s
                                                           WHERE s.project_id = $1 AND s.kind = 'run' AND s.agent_name = g.agent_name
                                                             AND s.agent_version <> $5::text) END
                  FROM failure_group old
                 CROSS JOIN LATERAL (
                    SELECT $3 = 'resolved' AND failure_group_state(old) = 'resolved'
                           AND old.resolved_in_version IS NOT DISTINCT FROM $5::text AS resolved) AS stays
                 WHERE g.project_id = $1 AND g.group_id = $2 AND old.project_id = $1 AND old.group_id = $2
                   AND ((g.state, g.muted_until, g.resolved_in_version, g.note)
                            IS DISTINCT FROM ($3::text, $4::timestamptz, $5::text, $6::text)
                        OR ($3 = 'resolved' AND NOT stays.resolved))
                RETURNING g.*)
            SELECT * FROM changed
            UNION ALL
            SELECT g.* FROM failure_group g WHERE g.project_id = $1 AND g.group_id = $2 AND NOT EXISTS (SELECT FROM changed)""";

    private final Pool pool;

    GroupStore(Pool pool) {
        this.pool = pool;
    }

    /** Gives a group a state; empty where there is no such group. */
    Uni<Optional<Stored>> change(String projectId, String groupId, Change change) {
        if (groupId.indexOf('\0') >= 0) {
            return Uni.createFrom().item(Optional.empty());
        }
        OffsetDateTime mutedUntil = change.mutedUntil() == null ? null : change.mutedUntil().atOffset(ZoneOffset.UTC);
        return pool.preparedQuery(CHANGE)
                .execute(Tuple.of(projectId, groupId, change.state().wireName(), mutedUntil, change.resolvedInVersion(),
                        change.note()))
                .map(rows -> rows.stream().findFirst().map(GroupStore::stored));
    }

    private static Stored stored(Row row) {
        return new Stored(row.getString("group_id"), row.getString("state"), instant(row, "resolved_at"),
                row.getString("resolved_in_version"), instant(row, "muted_until"), row.getString("note"),
                instant(row, "changed_at"));
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }
}
