package io.agentops.rca.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.rca.healing.HealingRules.Down;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Looks for agents that are down, and asks for their recovery where the rules say so. One process at a time looks at a project, so that
 * its limits hold however many there are; what is asked for is a row, for which anyone may do the work.
 */
@ApplicationScoped
class HealingWatch {

    private static final Logger LOG = Logger.getLogger(HealingWatch.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Pool pool;
    private final HealingStore store;
    private final HealingConfig config;
    private final HealingRules rules;
    private final StormRule storm;

    HealingWatch(Pool pool, HealingStore store, HealingConfig config) {
        this.pool = pool;
        this.store = store;
        this.config = config;
        this.rules = new HealingRules(config, new Backoff(config.firstBackoff(), config.longestBackoff(),
                () -> ThreadLocalRandom.current().nextDouble()));
        this.storm = new StormRule(config.storm());
    }

    /** Looks at all projects that have something to look at. */
    Uni<Void> round() {
        return pool.query(WatchSql.SEEN).execute()
                .chain(() -> pool.preparedQuery(WatchSql.PROJECTS).execute(Tuple.of(seconds(config.steadyAfter()))))
                .ifNoItem().after(PATIENCE).fail()
                .onItem().transformToMulti(Multi.createFrom()::iterable)
                .onItem().transformToUniAndConcatenate(row -> each(row.getString("project_id")))
                .collect().last().replaceWithVoid();
    }

    /** What goes wrong with one project keeps nobody from looking at the others. */
    private Uni<Void> each(String project) {
        return project(project)
                .onFailure().invoke(e -> LOG.warnf("Agents of project %s that are down are left to the next round: %s",
                        project, e.getMessage()))
                .onFailure().recoverWithNull();
    }

    private Uni<Void> project(String project) {
        return pool.withTransaction(connection -> connection.preparedQuery(WatchSql.LOCK).execute(Tuple.of(project))
                .chain(locked -> locked.iterator().next().getBoolean("mine")
                        ? steady(connection, project).chain(() -> heal(connection, project))
                        : Uni.createFrom().voidItem()))
                .ifNoItem().after(PATIENCE).fail();
    }

    /** Forgets what lies behind those that are healthy for long. */
    private Uni<Void> steady(SqlConnection connection, String project) {
        return connection.preparedQuery(WatchSql.STEADY).execute(Tuple.of(project, seconds(config.steadyAfter())))
                .onItem().transformToMulti(Multi.createFrom()::iterable)
                .onItem().transformToUniAndConcatenate(row -> {
                    HealingState before = HealingStore.state(row);
                    return store.save(connection, project, row.getString("agent_id"), before, before.steady());
                })
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> heal(SqlConnection connection, String project) {
        return connection.preparedQuery(WatchSql.FIGURES)
                .execute(Tuple.of(project, seconds(config.storm().within()), seconds(config.silentFor())))
                .map(rows -> rows.iterator().next())
                .chain(figures -> isCalm(connection, project, figures)
                        .chain(calm -> calm
                                ? restart(connection, project,
                                        storm.room(figures.getLong("open"), figures.getLong("of_minute")))
                                : Uni.createFrom().voidItem()));
    }

    /**
     * Whether there is no storm, as there was none a round ago; that one begins or ends is told. The round that tells it restarts
     * nobody: agents are locked before what is decided about their project, by whoever changes both.
     */
    private Uni<Boolean> isCalm(SqlConnection connection, String project, Row figures) {
        long agents = figures.getLong("agents");
        boolean was = Times.of(figures, "storm_since") != null;
        boolean is = was
                ? !storm.isOver(agents, figures.getLong("down"))
                : storm.begins(agents, figures.getLong("lately"));
        if (was == is) {
            return Uni.createFrom().item(!is);
        }
        JsonObject detail = new JsonObject().put("agents", agents).put("down", figures.getLong("down"))
                .put("lately", figures.getLong("lately")).put("common", figures.getJsonArray("common"));
        return connection.preparedQuery(WatchSql.STORM).execute(Tuple.of(project, is))
                .chain(() -> store.event(connection, project, null, is ? "storm_began" : "storm_ended", detail))
                .replaceWith(false);
    }

    private Uni<Void> restart(SqlConnection connection, String project, int room) {
        if (room == 0) {
            return Uni.createFrom().voidItem();
        }
        return connection.preparedQuery(WatchSql.DOWN)
                .execute(Tuple.of(project, seconds(config.confirmFor()), seconds(config.silentFor()),
                        seconds(config.breaker().halfOpenAfter()), room, seconds(config.heardWithin())))
                // By their ids, as heartbeats are stored: both lock agents.
                .map(rows -> rows.stream().sorted(Comparator.comparing(row -> row.getString("agent_id"))).toList())
                .onItem().transformToMulti(Multi.createFrom()::iterable)
                .onItem().transformToUniAndConcatenate(row -> decide(connection, project, row))
                .collect().last().replaceWithVoid();
    }

    private Uni<Void> decide(SqlConnection connection, String project, Row row) {
        AgentSight sight = AgentSight.of(row);
        HealingState before = HealingStore.state(row);
        String agent = row.getString("agent_id");
        Instant now = Times.of(row, "now");
        Down down = new Down(Times.of(row, "down_since"), sight.silent(),
                sight.isSupervised() || row.getJsonObject("target") != null, sight.signature());
        Decision decision = rules.decide(down, before, now);
        if (decision instanceof Decision.Restart restart) {
            return ask(connection, project, agent, restart.level(), down)
                    .chain(() -> store.save(connection, project, agent, before, restart.next()));
        }
        return decision instanceof Decision.CallPeople call
                ? store.save(connection, project, agent, before, call.next())
                : Uni.createFrom().voidItem();
    }

    private Uni<Void> ask(SqlConnection connection, String project, String agent, Level level, Down down) {
        JsonObject found = new JsonObject().put("down_since", down.downSince().toString())
                .put("signature", down.signature());
        return connection.preparedQuery(WatchSql.ASK)
                .execute(Tuple.of(project, agent, down.silent() ? "It is not heard of." : "It is unhealthy.",
                        level.wireName(), found))
                .chain(() -> connection.preparedQuery(WatchSql.CLEAR_FAULTS).execute(Tuple.of(project, agent)))
                .replaceWithVoid();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
