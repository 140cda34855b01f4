package io.agentops.ingest.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.agentops.ingest.webhooks.WebhookClient.Receiver;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** The outbox. A notification is taken for a while; whoever dies with it leaves it to the next, who sends it with the same id. */
@Singleton
class DeliveryStore {

    /** Of those who change many at once, in whatever order. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('alert_delivery'))";

    /**
     * The oldest to each webhook, so that none is told that something is over before it is told of it; a few to each origin, so that
     * a slow one takes few places of many; and those that were not tried yet first, so that receivers that fail delay no other.
     */
    private static final String TAKE = """
            WITH oldest AS MATERIALIZED (
                SELECT DISTINCT ON (project_id, webhook_id) project_id, delivery_id, origin, attempts, next_attempt_at,
                       coalesce(leased_until > $1, false) AS leased
                  FROM alert_delivery
                 WHERE status = 'waiting'
                 ORDER BY project_id, webhook_id, created_at, delivery_id
            ), due AS (
                SELECT o.*, row_number() OVER (PARTITION BY project_id, origin ORDER BY attempts, next_attempt_at)
                            + (SELECT count(*) FROM oldest l WHERE l.project_id = o.project_id AND l.origin = o.origin AND l.leased) AS place
                  FROM oldest o
                 WHERE NOT leased AND next_attempt_at <= $1
            ), first AS (
                SELECT project_id, delivery_id FROM due WHERE place <= $4 ORDER BY attempts, next_attempt_at LIMIT $2
            )
            UPDATE alert_delivery d
               SET leased_until = $1 + make_interval(secs => $3), attempts = d.attempts + 1
              FROM first
              JOIN alert_delivery t USING (project_id, delivery_id)
              JOIN alert_webhook w ON w.project_id = t.project_id AND w.webhook_id = t.webhook_id
              JOIN alert_event e ON e.project_id = t.project_id AND e.event_id = t.event_id
             WHERE d.project_id = first.project_id AND d.delivery_id = first.delivery_id AND d.status = 'waiting'
            RETURNING d.project_id, d.delivery_id, d.event_id, d.webhook_id, d.attempts, d.created_at, w.url, w.secret, e.body""";

    private static final String END = """
            UPDATE alert_delivery
               SET status = $3, next_attempt_at = coalesce($4, next_attempt_at), leased_until = NULL, status_code = $5, error = $6,
                   finished_at = CASE WHEN $3 = 'waiting' THEN NULL ELSE $7::timestamptz END
             WHERE project_id = $1 AND delivery_id = $2 AND status = 'waiting'""";

    private static final String DISABLE = "UPDATE alert_webhook SET disabled_at = $3 WHERE project_id = $1 AND webhook_id = $2";

    private static final String CANCEL = """
            UPDATE alert_delivery SET status = 'cancelled', finished_at = $3, leased_until = NULL
             WHERE project_id = $1 AND webhook_id = $2 AND status = 'waiting'""";

    private static final long MOST_OF_AN_ORIGIN = 4;

    /** An answer that has not come by then is not waited for; what was taken is sent when it is no longer taken. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Pool pool;

    DeliveryStore(Pool pool) {
        this.pool = pool;
    }

    /** A notification that this process is to send. */
    record Taken(UUID id, UUID event, Receiver receiver, String body, int attempts, Instant created) {}

    Uni<List<Taken>> take(Instant now, int most, Duration lease) {
        return pool.withTransaction(connection -> connection.query(LOCK).execute()
                .chain(() -> connection.preparedQuery(TAKE)
                        .execute(Tuple.of(utc(now), (long) most, (double) lease.toSeconds(), MOST_OF_AN_ORIGIN))))
                .ifNoItem().after(LONGEST).fail()
                .map(rows -> {
                    List<Taken> taken = new ArrayList<>();
                    for (Row row : rows) {
                        taken.add(new Taken(row.getUUID("delivery_id"), row.getUUID("event_id"),
                                new Receiver(row.getString("project_id"), row.getUUID("webhook_id"),
                                        row.getString("url"), row.getBuffer("secret").getBytes()),
                                row.getString("body"), row.getInteger("attempts"),
                                row.getOffsetDateTime("created_at").toInstant()));
                    }
                    return taken;
                });
    }

    Uni<Void> delivered(Taken sent, Outcome outcome, Instant now) {
        return end(sent, "delivered", null, outcome, now);
    }

    Uni<Void> failed(Taken sent, Outcome outcome, Instant now) {
        return end(sent, "failed", null, outcome, now);
    }

    Uni<Void> again(Taken sent, Outcome outcome, Instant next, Instant now) {
        return end(sent, "waiting", next, outcome, now);
    }

    /** Sends the receiver nothing more. */
    Uni<Void> gone(Taken sent, Outcome outcome, Instant now) {
        Tuple webhook = Tuple.of(sent.receiver().project(), sent.receiver().webhook(), utc(now));
        return failed(sent, outcome, now).chain(() -> pool
                .withTransaction(connection -> connection.query(LOCK).execute()
                        .chain(() -> connection.preparedQuery(DISABLE).execute(webhook))
                        .chain(() -> connection.preparedQuery(CANCEL).execute(webhook)).replaceWithVoid())
                .ifNoItem().after(LONGEST).fail());
    }

    private Uni<Void> end(Taken sent, String status, Instant next, Outcome outcome, Instant now) {
        return pool.preparedQuery(END).execute(Tuple.from(new Object[]{sent.receiver().project(), sent.id(), status,
                next == null ? null : utc(next), outcome.statusCode(), outcome.error(), utc(now)}))
                .ifNoItem().after(LONGEST).fail().replaceWithVoid();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
