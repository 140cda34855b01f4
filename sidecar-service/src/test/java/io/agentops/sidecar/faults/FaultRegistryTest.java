package io.agentops.sidecar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.FaultPhase;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.FaultType;
import io.agentops.sidecar.Rig;
import io.agentops.sidecar.Settings;
import io.vertx.core.Vertx;

class FaultRegistryTest {

    private static final FaultSubject REQUEST = new FaultSubject("agent", "/chat", "POST", name -> List.of(), false);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger crashes = new AtomicInteger();
    @TempDir
    private Path dataDir;

    @AfterEach
    void stop() {
        vertx.close();
    }

    private FaultRegistry registry(String environment) {
        return registry(environment, () -> crashes.incrementAndGet() > 0);
    }

    private FaultRegistry registry(String environment, CrashTarget target) {
        Settings settings = Settings.of(Map.of("environment", environment, "data-dir", dataDir.toString()));
        return new FaultRegistry(vertx, settings.sidecar(), settings.faults(), target);
    }

    private static FaultState only(FaultRegistry registry) {
        assertThat(registry.states()).hasSize(1);
        return registry.states().get(0);
    }

    @Test
    void aFaultEndsByItself() {
        FaultRegistry registry = registry("staging");
        registry.apply(Rig.wanting(Rig.fault("f", FaultType.ERROR).ttlSeconds(1).build()));
        assertThat(registry.plan(REQUEST).ids()).isEqualTo("f");

        await().untilAsserted(() -> assertThat(registry.plan(REQUEST).isNone()).isTrue());

        assertThat(only(registry).phase()).isEqualTo(FaultPhase.EXPIRED);
        registry.apply(Rig.wanting(Rig.fault("f", FaultType.ERROR).ttlSeconds(900).build()));
        assertThat(registry.plan(REQUEST).isNone()).isTrue();
    }

    @Test
    void afterARestartAFaultIsExpiredHoweverLongItHadLeft() {
        DesiredConfig wanted = Rig.wanting(Rig.fault("f", FaultType.ERROR).ttlSeconds(900).build());
        registry("staging").apply(wanted);

        FaultRegistry restarted = registry("staging");
        restarted.apply(wanted);

        assertThat(restarted.plan(REQUEST).isNone()).isTrue();
        assertThat(only(restarted)).isEqualTo(new FaultState("f", FaultType.ERROR, FaultPhase.EXPIRED, null, 0, 0));
    }

    @Test
    void productionRefusesFaults() {
        for (String environment : List.of("prod", " Production ")) {
            FaultRegistry registry = registry(environment);
            registry.apply(Rig.wanting(Rig.fault("f", FaultType.ERROR).build()));

            assertThat(registry.plan(REQUEST).isNone()).isTrue();
            assertThat(only(registry).phase()).isEqualTo(FaultPhase.REFUSED);
            assertThat(only(registry).reason()).isEqualTo("faults are off in environment " + environment.strip());
        }
    }

    @Test
    void anInvalidFaultIsRefusedAndItsNeighbourIsNot() {
        FaultRegistry registry = registry("staging");

        registry.apply(Rig.wanting(Rig.fault("bad", FaultType.ERROR).ttlSeconds(null).build(),
                Rig.fault("unknown", null).build(), Rig.fault("good", FaultType.ERROR).build()));

        assertThat(registry.states()).extracting(FaultState::faultId, FaultState::phase, FaultState::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("good", FaultPhase.ACTIVE, null),
                        org.assertj.core.groups.Tuple.tuple("bad", FaultPhase.REFUSED, "/ttl_seconds is required"),
                        org.assertj.core.groups.Tuple.tuple("unknown", FaultPhase.REFUSED,
                                "/type must be one of latency, error, hang, reset, "
                                        + "bandwidth, corrupt, empty_retrieval, malformed_json, rate_limit, crash"));
    }

    @Test
    void thereAreNoMoreThanSixteen() {
        FaultRegistry registry = registry("staging");

        registry.apply(Rig.wanting(IntStream.range(0, 17).mapToObj(i -> Rig.fault("f" + i, FaultType.ERROR).build())
                .toArray(FaultSpec[]::new)));

        assertThat(registry.states().stream().filter(state -> state.phase() == FaultPhase.ACTIVE)).hasSize(16);
        assertThat(registry.states().get(16).reason()).isEqualTo("there are 16 faults already");
    }

    @Test
    void thePlatformsClockDecidesWhenAFaultIsOver() {
        FaultRegistry registry = registry("staging");
        Instant serverTime = Instant.parse("2001-01-01T00:00:00Z");

        registry.apply(new DesiredConfig(1, serverTime,
                List.of(Rig.fault("late", FaultType.ERROR).ttlSeconds(60).expiresAt(serverTime.minusSeconds(1)).build(),
                        Rig.fault("left", FaultType.ERROR).ttlSeconds(60).expiresAt(serverTime.plusSeconds(20))
                                .build()),
                null));

        assertThat(registry.plan(REQUEST).ids()).isEqualTo("left");
        assertThat(registry.states().get(0).remainingMs()).isBetween(10_000L, 20_000L);
    }

    @Test
    void whatIsNoLongerWantedEnds() {
        FaultRegistry registry = registry("staging");
        registry.apply(Rig.wanting(Rig.fault("a", FaultType.ERROR).build(), Rig.fault("b", FaultType.ERROR).build()));

        registry.apply(Rig.wanting(Rig.fault("b", FaultType.ERROR).build()));

        assertThat(registry.plan(REQUEST).ids()).isEqualTo("b");
        assertThat(only(registry).faultId()).isEqualTo("b");
    }

    @Test
    void whatWasClearedStaysSoAlthoughItIsStillWanted() {
        FaultRegistry registry = registry("staging");
        DesiredConfig wanted = Rig.wanting(Rig.fault("f", FaultType.ERROR).build());
        registry.apply(wanted);

        registry.clear();
        registry.apply(wanted);

        assertThat(registry.plan(REQUEST).isNone()).isTrue();
        assertThat(only(registry).phase()).isEqualTo(FaultPhase.CLEARED);
    }

    @Test
    void requestsOfOurOwnMeetEveryFaultAndCountForNone() {
        FaultRegistry registry = registry("staging");
        registry.apply(Rig.wanting(Rig.fault("f", FaultType.ERROR).maxRequests(1)
                .match(new io.agentops.contract.agent.FaultMatch("/other", null, null, null)).build()));

        FaultSubject synthetic = new FaultSubject("agent", "/health", "GET", name -> List.of(), true);
        assertThat(registry.plan(synthetic).ids()).isEqualTo("f");
        assertThat(registry.plan(synthetic).ids()).isEqualTo("f");
        assertThat(only(registry).affected()).isZero();
    }

    @Test
    void aCrashKillsOnceWhenItIsArmed() {
        FaultRegistry registry = registry("staging");
        DesiredConfig wanted = Rig.wanting(Rig.fault("c", FaultType.CRASH).build());

        registry.apply(wanted);
        registry.apply(wanted);

        assertThat(crashes).hasValue(1);
    }

    @Test
    void aCrashThatFindsNothingToKillIsRefused() {
        FaultRegistry registry = registry("staging", () -> false);
        DesiredConfig wanted = Rig.wanting(Rig.fault("c", FaultType.CRASH).build(),
                Rig.fault("e", FaultType.ERROR).build());

        registry.apply(wanted);
        registry.apply(wanted);

        assertThat(registry.states()).extracting(FaultState::faultId, FaultState::phase, FaultState::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("e", FaultPhase.ACTIVE, null),
                        org.assertj.core.groups.Tuple.tuple("c", FaultPhase.REFUSED,
                                "the sidecar runs no process that it could kill"));
    }
}
