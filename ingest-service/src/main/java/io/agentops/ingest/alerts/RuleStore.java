package io.agentops.ingest.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.agentops.http.ProblemException;
import io.agentops.ingest.alerts.StateStore.Found;
import io.agentops.ingest.webhooks.Targets;
import io.agentops.ingest.webhooks.WebhookClient.Receiver;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** The rules of projects, and who is told of them. */
@Singleton
class RuleStore {

    private static final Duration BETWEEN_TESTS = Duration.ofSeconds(10);

    /** So that two rules that come at once do not both find room for one. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('alert_rule'), hashtext($1))";

    /** Whoever sends notifications takes it before they lock them, in whatever order. */
    private static final String LOCK_DELIVERIES = "SELECT pg_advisory_xact_lock(hashtext('alert_delivery'))";

    private static final String INSERT = """
            INSERT INTO alert_rule (project_id, rule_id, name, kind, agent_id, definition, enabled, created_at, updated_at)
            SELECT $1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $8
             WHERE (SELECT count(*) FROM alert_rule WHERE project_id = $1) < $9""";

    private static final String BEGIN = "INSERT INTO alert_state (project_id, rule_id, since, due_at) VALUES ($1, $2, $3, $3)";

    private static final String UPDATE = """
            UPDATE alert_rule SET name = $3, kind = $4, agent_id = $5, definition = $6::text::jsonb, enabled = $7, updated_at = $8
             WHERE project_id = $1 AND rule_id = $2""";

    private static final String ADD_WEBHOOK = """
            INSERT INTO alert_webhook (project_id, webhook_id, rule_id, url, origin, secret) VALUES ($1, $2, $3, $4, $5, $6)""";

    private static final String REMOVE_WEBHOOKS = """
            WITH gone AS (
                DELETE FROM alert_webhook WHERE project_id = $1 AND rule_id = $2 AND webhook_id <> ALL ($3::uuid[])
                RETURNING webhook_id
            )
            UPDATE alert_delivery SET status = 'cancelled', finished_at = $4, leased_until = NULL
             WHERE project_id = $1 AND status = 'waiting' AND webhook_id IN (SELECT webhook_id FROM gone)""";

    private static final String KEPT = """
            UPDATE alert_webhook SET disabled_at = NULL WHERE project_id = $1 AND rule_id = $2 AND webhook_id = ANY ($3::uuid[])""";

    private static final String DELETE = "DELETE FROM alert_rule WHERE project_id = $1 AND rule_id = $2";

    private static final String MUTE = """
            UPDATE alert_rule SET muted_until = $3, updated_at = $4 WHERE project_id = $1 AND rule_id = $2""";

    private static final String TESTED = """
            UPDATE alert_rule SET tested_at = $3
             WHERE project_id = $1 AND rule_id = $2 AND (tested_at IS NULL OR tested_at <= $4)
            RETURNING definition::text AS definition""";

    private static final String EXISTS = "SELECT FROM alert_rule WHERE project_id = $1 AND rule_id = $2";

    private static final String WEBHOOKS = """
            SELECT webhook_id, url, secret FROM alert_webhook
             WHERE project_id = $1 AND rule_id = $2 AND disabled_at IS NULL
             ORDER BY webhook_id""";

    private final Pool pool;
    private final StateStore states;
    private final RuleReader reader;
    private final AlertSettings settings;

    RuleStore(Pool pool, StateStore states, RuleReader reader, AlertSettings settings) {
        this.pool = pool;
        this.states = states;
        this.reader = reader;
        this.settings = settings;
    }

    /**
     * A rule as it is to be stored.
     *
     * @param added receivers that it has not yet
     * @param kept receivers of those it has that stay; null for all
     */
    record Wanted(String project, UUID id, Rule rule, String definition, boolean enabled, List<Receiver> added,
            List<UUID> kept) {}

    /** Fails with 409 where the project has as many as it may have. */
    Uni<Void> create(Wanted wanted, Instant now) {
        return pool.withTransaction(connection -> connection.preparedQuery(LOCK).execute(Tuple.of(wanted.project()))
                .chain(() -> connection.preparedQuery(INSERT)
                        .execute(row(wanted, now).addValue((long) settings.rules())))
                .invoke(added -> {
                    if (added.rowCount() == 0) {
                        throw ProblemException.conflict(
                                "The project has %,d alert rules, which is the most.".formatted(settings.rules()));
                    }
                })
                .chain(() -> connection.preparedQuery(BEGIN)
                        .execute(Tuple.of(wanted.project(), wanted.id(), StateStore.utc(now))))
                .chain(() -> addWebhooks(connection, wanted)));
    }

    /**
     * Fails with 404 for an unknown rule, 422 for kept receivers that it does not have. A rule that asks for something else begins anew;
     * where it fired, its receivers are told that this is over.
     */
    Uni<Void> replace(Wanted wanted, Instant now) {
        return pool.withTransaction(connection -> states.lock(connection, wanted.project(), wanted.id())
                .onItem().ifNull().failWith(RuleStore::unknown)
                .chain(taken -> {
                    Rule before = reader.stored(taken.definition());
                    boolean same = wanted.enabled() && before.equals(named(wanted.rule(), before));
                    Lifecycle.Step step = same
                            ? new Lifecycle.Step(wanted.added().isEmpty() ? taken.state() : taken.state().tellAgain(),
                                    List.of())
                            : Lifecycle.withdraw(before, taken.state(), taken.hasReceivers(), now);
                    return states.write(connection, new Found(taken, before, step, null, now), now);
                })
                .chain(() -> connection.preparedQuery(UPDATE).execute(row(wanted, now)))
                .chain(() -> keepWebhooks(connection, wanted, now))
                .chain(() -> addWebhooks(connection, wanted)));
    }

    /** Fails with 404 for an unknown rule. What waits to be sent is not sent any more. */
    Uni<Void> delete(String project, UUID id, Instant now) {
        return pool.withTransaction(connection -> states.lock(connection, project, id)
                .onItem().ifNull().failWith(RuleStore::unknown)
                .chain(() -> connection.query(LOCK_DELIVERIES).execute())
                .chain(() -> connection.preparedQuery(REMOVE_WEBHOOKS)
                        .execute(Tuple.of(project, id, new UUID[0], StateStore.utc(now))))
                .chain(() -> connection.preparedQuery(DELETE).execute(Tuple.of(project, id)))
                .replaceWithVoid());
    }

    /**
     * Fails with 404 for an unknown rule.
     *
     * @param until null to end it
     */
    Uni<Void> mute(String project, UUID id, Instant until, Instant now) {
        return pool.preparedQuery(MUTE)
                .execute(Tuple.of(project, id, StateStore.utc(until), StateStore.utc(now)))
                .invoke(muted -> {
                    if (muted.rowCount() == 0) {
                        throw unknown();
                    }
                })
                .replaceWithVoid();
    }

    /** The rule, of which no other test is made for a while; fails with 404 for an unknown one, 429 too soon after another test. */
    Uni<Rule> beginTest(String project, UUID id, Instant now) {
        return pool.preparedQuery(TESTED)
                .execute(Tuple.of(project, id, StateStore.utc(now), StateStore.utc(now.minus(BETWEEN_TESTS))))
                .chain(tested -> tested.size() > 0
                        ? Uni.createFrom().item(() -> reader.stored(tested.iterator().next().getString("definition")))
                        : pool.preparedQuery(EXISTS).execute(Tuple.of(project, id)).map(found -> {
                            throw found.size() == 0
                                    ? unknown()
                                    : ProblemException.tooManyRequests((int) BETWEEN_TESTS.toSeconds());
                        }));
    }

    /** Those that are not gone. */
    Uni<List<Receiver>> receivers(String project, UUID id) {
        return pool.preparedQuery(WEBHOOKS).execute(Tuple.of(project, id)).map(rows -> {
            List<Receiver> receivers = new ArrayList<>();
            for (Row row : rows) {
                receivers.add(new Receiver(project, row.getUUID("webhook_id"), row.getString("url"),
                        row.getBuffer("secret").getBytes()));
            }
            return receivers;
        });
    }

    static ProblemException unknown() {
        return ProblemException.notFound("No alert rule is known by this id.");
    }

    /** Another name alone changes nothing of what it finds. */
    private static Rule named(Rule rule, Rule like) {
        return new Rule(like.name(), rule.condition(), rule.filters(), rule.holdFor(), rule.resolveFor(),
                rule.repeatEvery());
    }

    private static Tuple row(Wanted wanted, Instant now) {
        Rule rule = wanted.rule();
        return Tuple.tuple().addValue(wanted.project()).addValue(wanted.id()).addValue(rule.name())
                .addValue(Findings.word(rule.condition().kind())).addValue(rule.filters().agentId())
                .addValue(wanted.definition()).addValue(wanted.enabled()).addValue(StateStore.utc(now));
    }

    /** A receiver that was gone, and is wanted still, is tried again. */
    private static Uni<Void> keepWebhooks(SqlConnection connection, Wanted wanted, Instant now) {
        if (wanted.kept() == null) {
            return Uni.createFrom().voidItem();
        }
        UUID[] kept = wanted.kept().toArray(UUID[]::new);
        return connection.query(LOCK_DELIVERIES).execute()
                .chain(() -> connection.preparedQuery(KEPT).execute(Tuple.of(wanted.project(), wanted.id(), kept)))
                .invoke(found -> {
                    if (found.rowCount() != kept.length) {
                        throw ProblemException.invalid("/webhooks",
                                "must name only webhooks that the rule has, each once");
                    }
                })
                .chain(() -> connection.preparedQuery(REMOVE_WEBHOOKS)
                        .execute(Tuple.of(wanted.project(), wanted.id(), kept, StateStore.utc(now))))
                .replaceWithVoid();
    }

    private static Uni<Void> addWebhooks(SqlConnection connection, Wanted wanted) {
        return Multi.createFrom().iterable(wanted.added())
                .onItem().transformToUniAndConcatenate(receiver -> connection.preparedQuery(ADD_WEBHOOK)
                        .execute(Tuple
                                .from(new Object[]{wanted.project(), receiver.webhook(), wanted.id(), receiver.url(),
                                        Targets.origin(receiver.url()), Buffer.buffer(receiver.secret())})))
                .collect().last().replaceWithVoid();
    }
}
