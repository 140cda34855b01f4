package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.rca.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;

/** Agents whose ids are those of instances, which come and go, while one workload runs them all. */
@QuarkusTest
@TestProfile(ReplacedAgentTest.ByHand.class)
class ReplacedAgentTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration A_WHILE = Duration.ofSeconds(2);

    /** Nobody but the test looks and goes on. */
    public static class ByHand implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.healing.every", "off");
        }
    }

    private record Settings(boolean enabled, Optional<Set<String>> services, URI url, URI tokenUrl, Duration timeout)
            implements
                CloudRunConfig {}

    @Inject
    HealingWatch watch;

    @Inject
    RecoveryStore store;

    @Inject
    HealingConfig config;

    @Inject
    HealingMetrics metrics;

    private final Fleet fleet = new Fleet("replaced");
    private CloudRunEndpoint cloud;
    private RecoveryWork work;

    @BeforeEach
    void begin() throws Exception {
        cloud = new CloudRunEndpoint();
        work = new RecoveryWork(store, config, metrics, List.of(new CloudRunControlPlane(new Settings(true,
                Optional.of(Set.of(CloudRunEndpoint.SERVICE)), cloud.url(""), cloud.url("/token"),
                Duration.ofSeconds(1)))));
        IntStream.range(0, 4).forEach(i -> fleet.agent("well-" + i, "HEALTHY"));
    }

    @AfterEach
    void end() {
        cloud.close();
        Database.execute("DELETE FROM agent_healing WHERE project_id = ?", fleet.project);
    }

    /** An agent that the service runs, and no sidecar. */
    private void instance(String id, String status) {
        fleet.agent(id, status).automatic(id);
        Database.execute("UPDATE agent SET heartbeat = '{}' WHERE project_id = ? AND agent_id = ?", fleet.project, id);
        Database.execute("UPDATE agent_healing SET target = ?::jsonb WHERE project_id = ? AND agent_id = ?",
                new JsonObject().put("kind", "cloud-run").put("service", CloudRunEndpoint.SERVICE).encode(),
                fleet.project, id);
    }

    private void fallSilent(String id) {
        Database.execute("UPDATE agent SET silent = true, status = 'UNKNOWN', status_since = clock_timestamp() "
                + "WHERE project_id = ? AND agent_id = ?", fleet.project, id);
    }

    private void round() {
        watch.round().await().atMost(LONGEST);
        store.claim(100, "test").await().atMost(LONGEST).stream()
                .filter(claimed -> claimed.projectId().equals(fleet.project))
                .forEach(claimed -> work.step(claimed).await().atMost(LONGEST));
    }

    private void awaitNewest(String id, String expected) {
        await().atMost(LONGEST).untilAsserted(() -> {
            round();
            assertThat(fleet.newest(id)).isEqualTo(expected);
        });
    }

    private void awaitThatNothingFollows(String id) {
        long recoveries = fleet.count(id);
        int patches = cloud.patches.size();
        await().during(A_WHILE).atMost(LONGEST).until(() -> {
            round();
            return fleet.count(id) == recoveries && cloud.patches.size() == patches;
        });
        assertThat(fleet.told()).isEmpty();
    }

    private String decided(String id) {
        return fleet.one(
                """
                        SELECT concat_ws(' ', breaker, backoff_step, unsuccessful, cardinality(restarts), cardinality(signatures),
                                         coalesce(down_since::text, '-'))
                          FROM agent_healing WHERE project_id = ? AND agent_id = ?""",
                id);
    }

    @Test
    void anUnhealthyInstanceThatARestartReplacesIsRestartedOnce() {
        instance("old", "UNHEALTHY");
        awaitNewest("old", "acting");
        cloud.bringUp();
        fallSilent("old");

        awaitNewest("old", "recovered: Its workload serves; the agent itself is not heard of.");

        assertThat(decided("old")).isEqualTo("closed 1 0 1 1 -");
        awaitThatNothingFollows("old");
        assertThat(cloud.patches).hasSize(1);
    }

    @Test
    void whoFellSilentWhileItsWorkloadServesIsLeftAlone() {
        instance("gone", "HEALTHY");
        fallSilent("gone");

        awaitNewest("gone", "recovered: Its workload serves, and nothing was restarted.");

        assertThat(decided("gone")).isEqualTo("closed 0 0 0 0 -");
        assertThat(fleet.one("SELECT coalesce(took_ms::text, '-') FROM agent_recovery WHERE project_id = ?"))
                .isEqualTo("-");
        awaitThatNothingFollows("gone");
        assertThat(cloud.patches).isEmpty();
    }

    @Test
    void whoIsHeardAgainAndFallsIsRestarted() {
        instance("back", "HEALTHY");
        fallSilent("back");
        awaitNewest("back", "recovered: Its workload serves, and nothing was restarted.");

        fleet.turn("back", "UNHEALTHY");

        awaitNewest("back", "acting");
        assertThat(cloud.patches).hasSize(1);
    }

    @Test
    void aWorkloadThatIsBeingRolledOutIsWaitedForThoughNotForLong() {
        cloud.service = cloud.service.copy().put("reconciling", true).put("latestCreatedRevision", "r2");
        instance("old", "HEALTHY");
        fallSilent("old");

        awaitNewest("old",
                "refused: Whether its workload serves could not be told within 2 s, and nothing was restarted.");
        assertThat(decided("old")).startsWith("closed 0 0 0 0 20");
        cloud.bringUp();

        awaitNewest("old", "recovered: Its workload serves, and nothing was restarted.");
        assertThat(cloud.patches).isEmpty();
    }

    @Test
    void whoIsUpAgainBeforeItsTurnIsNotRestarted() {
        cloud.service = cloud.service.copy().put("reconciling", true);
        instance("back", "HEALTHY");
        fallSilent("back");
        awaitNewest("back", "requested");

        fleet.turn("back", "HEALTHY");

        awaitNewest("back", "refused: The agent was up again, and nothing was restarted.");
        assertThat(decided("back")).isEqualTo("closed 0 0 0 0 -");
        assertThat(cloud.patches).isEmpty();
    }

    @Test
    void whoFellSilentWithItsWorkloadIsRestarted() {
        cloud.service = cloud.service.copy().put("latestCreatedRevision", "r2").put("terminalCondition",
                new JsonObject().put("state", "CONDITION_FAILED"));
        instance("down", "HEALTHY");
        fallSilent("down");

        awaitNewest("down", "acting");

        await().atMost(LONGEST).until(() -> {
            round();
            return cloud.patches.size() == 1;
        });
    }
}
