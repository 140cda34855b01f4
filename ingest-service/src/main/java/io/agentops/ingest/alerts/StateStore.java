package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.agentops.ingest.alerts.State.Phase;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Where rules stand. A rule that is taken for evaluation gets a new revision; what is found is written only while it has that one, so
 * that of two processes, or beside somebody who changes the rule, one writes.
 */
@Singleton
class StateStore {

    /** An answer that has not come by then is not waited for. If it was written yet, the revision tells. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final String COLUMNS = """
            s.project_id, s.rule_id, s.state, s.since, s.clear_since, s.unknown, s.event_id, s.period_start, s.level, s.notified, s.notified_at,
            s.notified_hour, s.notified_count, s.revision""";

    /** Rules are locked too: of one that was changed meanwhile, the new definition goes with the new revision. */
    private static final String TAKE = """
            WITH due AS MATERIALIZED (
                SELECT s.project_id, s.rule_id, r.definition, r.muted_until
                  FROM alert_state s
                  JOIN alert_rule r USING (project_id, rule_id)
                 WHERE s.due_at <= $1 AND r.enabled
                 ORDER BY s.due_at
                 LIMIT $2
                   FOR UPDATE OF s SKIP LOCKED FOR SHARE OF r SKIP LOCKED
            )
            UPDATE alert_state s
               SET due_at = $1 + make_interval(secs => $3), revision = s.revision + 1
              FROM due
             WHERE s.project_id = due.project_id AND s.rule_id = due.rule_id
            RETURNING\s""" + COLUMNS
            + """
                    , due.definition::text AS definition, coalesce(due.muted_until > $1, false) AS muted,
                      EXISTS (SELECT FROM alert_webhook w
                               WHERE w.project_id = s.project_id AND w.rule_id = s.rule_id AND w.disabled_at IS NULL) AS has_receivers""";

    private static final String LOCK = "SELECT " + COLUMNS
            + """
                    , r.definition::text AS definition, coalesce(r.muted_until > now(), false) AS muted,
                      EXISTS (SELECT FROM alert_webhook w
                               WHERE w.project_id = s.project_id AND w.rule_id = s.rule_id AND w.disabled_at IS NULL) AS has_receivers
                      FROM alert_state s
                      JOIN alert_rule r USING (project_id, rule_id)
                     WHERE s.project_id = $1 AND s.rule_id = $2
                       FOR UPDATE OF s""";

    private static final String WRITE = """
            UPDATE alert_state
               SET state = $4, since = $5, clear_since = $6, event_id = $7, period_start = $8, level = $9, notified = $10,
                   notified_at = $11, notified_hour = $12, notified_count = $13, value = $14, threshold = $15, evaluated_at = $16,
                   due_at = $17, unknown = $18, failed = false, revision = revision + 1
             WHERE project_id = $1 AND rule_id = $2 AND revision = $3""";

    private static final String FAILED = """
            UPDATE alert_state SET failed = true WHERE project_id = $1 AND rule_id = $2 AND revision = $3""";

    private static final String HAPPENED = """
            INSERT INTO alert_event (project_id, event_id, rule_id, rule_name, kind, agent_id, state, at, fired_by, value, threshold, evidence,
                                     notification, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::jsonb, $13, $14)""";

    private static final String DELIVER = """
            INSERT INTO alert_delivery (project_id, delivery_id, event_id, webhook_id, origin, next_attempt_at, created_at)
            SELECT project_id, uuidv7(), $3, webhook_id, origin, $4, $4
              FROM alert_webhook
             WHERE project_id = $1 AND rule_id = $2 AND disabled_at IS NULL""";

    private final Pool pool;
    private final Notice notice;

    StateStore(Pool pool, Notice notice) {
        this.pool = pool;
        this.notice = notice;
    }

    /** A rule with its state, as somebody took it. */
    record Taken(
            String project,
            UUID id,
            String definition,
            State state,
            boolean hasReceivers,
            boolean muted,
            long revision) {}

    /**
     * Takes rules that are due.
     *
     * @param again when they are due again if whoever took them dies
     */
    Uni<List<Taken>> take(Instant now, int most, Duration again) {
        return pool.preparedQuery(TAKE).execute(Tuple.of(utc(now), (long) most, again.toMillis() / 1000.0))
                .ifNoItem().after(LONGEST).fail()
                .map(rows -> {
                    List<Taken> taken = new ArrayList<>();
                    rows.forEach(row -> taken.add(taken(row)));
                    return taken;
                });
    }

    /** A rule whose state nobody changes until the transaction ends, or null where there is none. */
    Uni<Taken> lock(SqlConnection connection, String project, UUID id) {
        return connection.preparedQuery(LOCK).execute(Tuple.of(project, id))
                .map(rows -> rows.size() == 0 ? null : taken(rows.iterator().next()));
    }

    /**
     * What came of an evaluation, or of a change.
     *
     * @param verdict null where there was none
     * @param due when the rule is to be evaluated next
     */
    record Found(Taken taken, Rule rule, Lifecycle.Step step, Verdict verdict, Instant due) {}

    /**
     * Writes what was found and what is to be told of it, both or neither.
     *
     * @return whether it was written: nobody took or changed the rule meanwhile
     */
    Uni<Boolean> write(Found found, Instant now) {
        return pool.withTransaction(connection -> write(connection, found, now)).ifNoItem().after(LONGEST).fail();
    }

    Uni<Boolean> write(SqlConnection connection, Found found, Instant now) {
        return connection.preparedQuery(WRITE).execute(row(found, now))
                .chain(written -> written.rowCount() == 0
                        ? Uni.createFrom().item(false)
                        : Multi.createFrom().iterable(found.step().happenings())
                                .onItem()
                                .transformToUniAndConcatenate(happening -> tell(connection, found, happening, now))
                                .collect().last().replaceWith(true));
    }

    /**
     * The same of many of which there is nothing to tell.
     *
     * @return how many were written
     */
    Uni<Integer> writeQuiet(List<Found> all, Instant now) {
        if (all.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        List<Tuple> rows = all.stream().map(found -> row(found, now)).toList();
        return pool.withTransaction(connection -> connection.preparedQuery(WRITE).executeBatch(rows))
                .ifNoItem().after(LONGEST).fail()
                .map(StateStore::written);
    }

    private static Tuple row(Found found, Instant now) {
        Taken taken = found.taken();
        State state = found.step().state();
        Verdict verdict = found.verdict();
        return Tuple.from(new Object[]{taken.project(), taken.id(), taken.revision(), Findings.word(state.phase()),
                utc(state.since()), utc(state.clearSince()), state.event(), utc(state.periodStart()), state.level(),
                state.notified(), utc(state.notifiedAt()), utc(state.notifiedHour()), state.notifiedCount(),
                verdict == null ? null : verdict.value(), verdict == null ? null : verdict.threshold(),
                verdict == null ? null : utc(now), utc(found.due()), state.unknown()});
    }

    private static int written(RowSet<Row> answers) {
        int written = 0;
        for (RowSet<Row> answer = answers; answer != null; answer = answer.next()) {
            written += answer.rowCount();
        }
        return written;
    }

    Uni<Void> failed(List<Taken> all) {
        List<Tuple> rows = all.stream().map(taken -> Tuple.of(taken.project(), taken.id(), taken.revision())).toList();
        return pool.preparedQuery(FAILED).executeBatch(rows).ifNoItem().after(LONGEST).fail().replaceWithVoid();
    }

    private Uni<Void> tell(SqlConnection connection, Found found, Happening happening, Instant now) {
        Taken taken = found.taken();
        Rule rule = found.rule();
        Tuple event = Tuple.from(new Object[]{taken.project(), happening.id(), taken.id(), rule.name(),
                Findings.word(rule.condition().kind()), rule.filters().agentId(), Findings.word(happening.change()),
                utc(now), happening.firedBy(), happening.value(), happening.threshold(),
                notice.json(happening.evidence()), Findings.word(happening.notification()),
                notice.of(taken.id(), rule, happening, now)});
        return connection.preparedQuery(HAPPENED).execute(event)
                .chain(() -> happening.notification() == Happening.Notification.SENT
                        ? connection.preparedQuery(DELIVER)
                                .execute(Tuple.of(taken.project(), taken.id(), happening.id(), utc(now)))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    private static Taken taken(Row row) {
        State state = new State(Phase.valueOf(row.getString("state").toUpperCase(Locale.ROOT)), time(row, "since"),
                time(row, "clear_since"), row.getBoolean("unknown"), row.getUUID("event_id"), time(row, "period_start"),
                row.getDouble("level"),
                row.getBoolean("notified"), time(row, "notified_at"), time(row, "notified_hour"),
                row.getInteger("notified_count"));
        return new Taken(row.getString("project_id"), row.getUUID("rule_id"), row.getString("definition"), state,
                row.getBoolean("has_receivers"), row.getBoolean("muted"), row.getLong("revision"));
    }

    private static Instant time(Row row, String column) {
        OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime utc(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
