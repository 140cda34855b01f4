package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.rca.Database;
import io.agentops.rca.healing.ControlPlane.Kind;
import io.agentops.rca.healing.Recovery.End;
import io.agentops.rca.healing.Recovery.State;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class HealingTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    RecoveryStore store;

    @Inject
    HealingLoop loop;

    private final Fleet fleet = new Fleet();

    /** Agents that are well, so that what is down is no storm. */
    private void company() {
        IntStream.range(0, 4).forEach(i -> fleet.agent("well-" + i, "HEALTHY"));
    }

    /** Looks and goes on without waiting for the next time that this comes by itself. */
    private void round() {
        loop.watch().await().atMost(LONGEST);
        loop.carryOn().await().atMost(LONGEST);
    }

    private void awaitNewest(String agent, String expected) {
        await().atMost(LONGEST).untilAsserted(() -> {
            round();
            fleet.obey("HEALTHY");
            fleet.beat();
            assertThat(fleet.newest(agent)).isEqualTo(expected);
        });
    }

    @Test
    void anAgentOfAutomaticPolicyIsRestartedAndRecovers() {
        company();
        fleet.agent("a", "HEALTHY").automatic("a").agent("manual", "UNHEALTHY");
        fleet.turn("a", "UNHEALTHY");

        awaitNewest("a", "recovered");

        assertThat(fleet.restarts("a")).isEqualTo(1);
        assertThat(fleet.count("manual")).isZero();
        assertThat(fleet
                .one("""
                        SELECT concat_ws(' ', trigger, level, control_plane, evidence->>'status', evidence->>'signature', took_ms BETWEEN 0 AND 30000,
                                         healthy_from > acted_at, result_of = 'succeeded')
                          FROM agent_recovery, LATERAL (SELECT progress->>'outcome' AS result_of) AS x WHERE project_id = ? AND agent_id = 'a'"""))
                .isEqualTo("automatic restart sidecar UNHEALTHY -|# probes failed in a row t t t");
        assertThat(fleet.one(
                "SELECT concat_ws(' ', breaker, backoff_step, unsuccessful) FROM agent_healing WHERE project_id = ?"))
                .isEqualTo("closed 1 0");
    }

    @Test
    void anAgentThatKeepsFallingIsLeftToPeople() {
        company();
        fleet.agent("flapping", "UNHEALTHY").automatic("flapping").agent("other", "HEALTHY").automatic("other");

        await().atMost(LONGEST).untilAsserted(() -> {
            round();
            fleet.obey("HEALTHY");
            fleet.turn("flapping", "UNHEALTHY");
            assertThat(fleet.told()).isEqualTo("breaker_opened");
        });
        assertThat(fleet.one("SELECT breaker_reason FROM agent_healing WHERE project_id = ? AND agent_id = 'flapping'"))
                .isEqualTo("It ended 3 times in a row in the same way.");
        assertThat(fleet.restarts("flapping")).isEqualTo(2);

        fleet.turn("other", "UNHEALTHY");
        awaitNewest("other", "recovered");
        assertThat(fleet.restarts("flapping")).isEqualTo(2);
        assertThat(fleet.newest("flapping")).startsWith("ineffective: ");
    }

    @Test
    void fiftyThatFallAtOnceAreAStormInWhichNobodyIsRestarted() {
        IntStream.range(0, 50).forEach(i -> fleet.agent("a" + i, "HEALTHY").automatic("a" + i));
        fleet.turnAll("UNHEALTHY");

        await().atMost(LONGEST).untilAsserted(() -> assertThat(fleet.told()).isEqualTo("storm_began"));
        assertThat(fleet
                .one("SELECT detail->>'down' || ' of ' || (detail->>'agents') FROM healing_event WHERE project_id = ?"))
                .isEqualTo("50 of 50");
        fleet.turnAll("HEALTHY");

        await().atMost(LONGEST).untilAsserted(() -> assertThat(fleet.told()).isEqualTo("storm_began storm_ended"));
        assertThat(fleet.one("SELECT count(*) FROM agent_recovery WHERE project_id = ?")).isEqualTo("0");
    }

    @Test
    void aStormOfAgentsThatWereTakenAwayIsOverOnceTheyAreGone() {
        IntStream.range(0, 5).forEach(i -> fleet.agent("a" + i, "UNKNOWN").agent("well" + i, "HEALTHY"));
        Database.execute("UPDATE agent SET silent = true, status_since = now() - interval '14 minutes' "
                + "WHERE project_id = ? AND status = 'UNKNOWN'", fleet.project);
        Database.execute(
                "INSERT INTO project_healing (project_id, storm_since) VALUES (?, now() - interval '14 minutes')",
                fleet.project);
        fleet.agent("b", "UNHEALTHY").automatic("b");
        String since = fleet.one("SELECT storm_since FROM project_healing WHERE project_id = ?");
        await().during(Duration.ofSeconds(2)).atMost(LONGEST).until(
                () -> fleet.one("SELECT storm_since FROM project_healing WHERE project_id = ?"), since::equals);

        Database.execute(
                "UPDATE agent SET status_since = now() - interval '15 minutes' WHERE project_id = ? AND silent",
                fleet.project);

        await().atMost(LONGEST).untilAsserted(() -> assertThat(fleet.told()).isEqualTo("storm_ended"));
        awaitNewest("b", "recovered");
    }

    @Test
    void whatGoesWrongInOneProjectHoldsUpNoOther() {
        Fleet broken = new Fleet("broken").agent("a", "UNHEALTHY").automatic("a");
        Database.execute("UPDATE agent SET heartbeat = '{\"process\": 1}' WHERE project_id = ?", broken.project);
        company();
        fleet.agent("a", "UNHEALTHY").automatic("a");
        try {
            awaitNewest("a", "recovered");
            assertThat(broken.count("a")).isZero();
        } finally {
            Database.execute("DELETE FROM agent_healing WHERE project_id = ?", broken.project);
        }
    }

    @Test
    void fiftyOfManyAreRestartedAFewAtATime() {
        IntStream.range(0, 100).forEach(i -> fleet.agent("well" + i, "HEALTHY"));
        IntStream.range(0, 50).forEach(i -> fleet.agent("a" + i, "UNHEALTHY").automatic("a" + i));

        await().atMost(LONGEST).untilAsserted(() -> {
            round();
            assertThat(Integer.parseInt(fleet.one("SELECT count(*) FROM agent_recovery WHERE project_id = ? "
                    + "AND state IN ('requested', 'acting', 'verifying')"))).isLessThanOrEqualTo(3);
            fleet.obey("HEALTHY");
            fleet.beat();
            assertThat(fleet.one("SELECT count(*) FROM agent_recovery WHERE project_id = ? AND state = 'recovered'"))
                    .isEqualTo("6");
        });
        assertThat(fleet.restarts()).isEqualTo(6);
        assertThat(fleet.told()).isEmpty();
    }

    @Test
    void nobodyIsRestartedByWhatWasTrueBeforeHeartbeatsWaitedToBeStored() {
        company();
        fleet.agent("a", "UNHEALTHY").agent("b", "UNHEALTHY");
        fleet.asked("b");
        await().atMost(LONGEST).untilAsserted(() -> {
            round();
            fleet.obey("RECOVERING");
            fleet.unheardFor("1 hour");
            assertThat(fleet.newest("b")).isEqualTo("verifying");
        });
        // Not before: b is heard of for a moment when it obeys, and so is a.
        fleet.automatic("a");

        await().during(Duration.ofSeconds(3)).atMost(LONGEST).until(() -> fleet.count("a") + " " + fleet.newest("b"),
                "0 verifying"::equals);

        fleet.turn("b", "HEALTHY");
        fleet.beat();
        awaitNewest("a", "recovered");
        awaitNewest("b", "recovered");
    }

    @Test
    void whoTakesOverFromAKilledActorRestartsNothingAgain() {
        fleet.agent("a", "UNHEALTHY");
        UUID asked = fleet.asked("a");
        Recovery claimed = await().atMost(SOON).until(() -> claim(asked, "killed"), found -> found != null);
        assertThat(store.intend(claimed, Kind.SIDECAR, claimed.now().plusSeconds(60)).await().atMost(SOON)).isTrue();
        fleet.obey("RECOVERING");
        assertThat(fleet.restarts("a")).isEqualTo(1);

        await().atMost(LONGEST).untilAsserted(() -> assertThat(fleet.newest("a")).isEqualTo("verifying"));
        boolean late = store.rest(claimed, State.ACTING, null, null, null, Duration.ZERO).await().atMost(SOON);
        boolean later = store.end(claimed, End.FAILED, "late", null).await().atMost(SOON);
        fleet.turn("a", "HEALTHY");
        awaitNewest("a", "recovered");

        assertThat(late).isFalse();
        assertThat(later).isFalse();
        assertThat(fleet.restarts("a")).isEqualTo(1);
        assertThat(fleet.count("a")).isEqualTo(1);
    }

    /** Claims it before the loop does, which takes what is free once a second. */
    private Recovery claim(UUID recovery, String owner) {
        Database.execute(
                "UPDATE agent_recovery SET state = 'requested', look_at = now(), lease_until = NULL, acting_at = NULL, "
                        + "control_plane = NULL, deadline = NULL WHERE recovery_id = ?",
                recovery);
        return store.claim(100, owner).await().atMost(SOON).stream().filter(found -> found.id().equals(recovery))
                .findFirst().orElse(null);
    }

    @Test
    void whatIsStoppedRestartsNothing() {
        company();
        fleet.agent("a", "UNHEALTHY").automatic("a").agent("b", "UNHEALTHY");
        Database.execute(
                "INSERT INTO project_healing (project_id, stopped_at, stop_reason) VALUES (?, now(), 'we look')",
                fleet.project);
        fleet.asked("b");

        await().atMost(LONGEST).untilAsserted(() -> assertThat(fleet.newest("b"))
                .isEqualTo("refused: Recoveries of the project are stopped: we look"));
        assertThat(fleet.count("a")).isZero();
        Database.execute("DELETE FROM project_healing WHERE project_id = ?", fleet.project);

        awaitNewest("a", "recovered");
    }

    @Test
    void whatNothingCanRestartIsRefusedOrToldToPeople() {
        company();
        fleet.agent("a", "UNHEALTHY").agent("b", "UNHEALTHY").automatic("b");
        Database.execute("UPDATE agent SET heartbeat = '{}' WHERE project_id = ?", fleet.project);
        fleet.asked("a");

        await().atMost(LONGEST).untilAsserted(() -> {
            assertThat(fleet.newest("a")).startsWith("refused: Nothing is known by which the agent could be restarted");
            assertThat(fleet.told()).isEqualTo("breaker_opened");
        });
        assertThat(fleet.count("b")).isZero();
    }

    @Test
    void whoFellSilentWithoutATargetIsWaitedForAndTakesNobodysPlace() {
        IntStream.range(0, 12).forEach(i -> fleet.agent("well-" + i, "HEALTHY"));
        IntStream.range(0, 4).forEach(i -> fleet.agent("gone-" + i, "UNKNOWN").automatic("gone-" + i));
        Database.execute("UPDATE agent SET silent = true WHERE project_id = ? AND status = 'UNKNOWN'", fleet.project);
        fleet.agent("z", "UNHEALTHY").automatic("z");

        awaitNewest("z", "recovered");

        assertThat(fleet.one("SELECT string_agg(DISTINCT agent_id, ' ') FROM agent_recovery WHERE project_id = ?"))
                .isEqualTo("z");
        assertThat(fleet.told()).isEmpty();
        assertThat(fleet.one("SELECT string_agg(DISTINCT breaker, ' ') FROM agent_healing WHERE project_id = ?"))
                .isEqualTo("closed");
    }

    @Test
    void anAgentThatIsSteadyIsGivenItsChancesBack() {
        fleet.agent("a", "HEALTHY").automatic("a");
        Database.execute("UPDATE agent_healing SET breaker = 'open', breaker_reason = 'enough', breaker_since = now(), "
                + "backoff_step = 5, seen_status = 'HEALTHY', seen_since = a.status_since, healthy_since = now() - interval '10 minutes 1 second' "
                + "FROM agent a WHERE a.project_id = agent_healing.project_id AND a.project_id = ?", fleet.project);

        await().atMost(LONGEST).untilAsserted(() -> assertThat(fleet.told()).isEqualTo("breaker_closed"));
        assertThat(fleet.one("SELECT concat_ws(' ', breaker, backoff_step) FROM agent_healing WHERE project_id = ?"))
                .isEqualTo("closed 0");
    }
}
