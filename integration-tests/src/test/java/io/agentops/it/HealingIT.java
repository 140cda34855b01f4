package io.agentops.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;

/** Agents are watched, hurt on purpose and healed: real processes beside real sidecars, among many others that are well. */
@ExtendWith(RunningPlatform.class)
class HealingIT {

    private static final Duration LONGEST = Duration.ofSeconds(90);
    /** Long enough for what must not happen to happen: several rounds of the healer and several heartbeats. */
    private static final Duration A_WHILE = Duration.ofSeconds(4);
    private static final int FALLING = 50;

    private static String name;
    private static String flapping;
    private static PostedAgents others;
    private static SidecarProcess flappingSidecar;

    @BeforeAll
    static void begin() throws Exception {
        name = Runs.freshId("posted");
        others = new PostedAgents(name, 110);
        flapping = Runs.freshId("flapping");
        flappingSidecar = new SidecarProcess(flapping, List.of("3000"),
                Map.of("AGENTOPS_SIDECAR_PROBE_STARTUP_GRACE", "20s"));
        await().atMost(LONGEST).until(() -> given().get("/agents/{id}", flapping).statusCode() == 200);
        automatic(flapping);
        await().atMost(LONGEST).until(() -> given().get("/agents?limit=200&agent_name=" + name).path("items.size()"),
                Integer.valueOf(110)::equals);
    }

    /** Agents that are gone must be no storm in which those of other tests are not healed. */
    @AfterAll
    static void end() throws SQLException, InterruptedException {
        flappingSidecar.close();
        others.close();
        // In the order in which heartbeats that are still on their way are stored.
        try (var connection = RunningPlatform.database();
                var delete = connection.prepareStatement("""
                        DELETE FROM agent WHERE (project_id, agent_id) IN (
                            SELECT project_id, agent_id FROM agent WHERE agent_name = ?
                             ORDER BY project_id, agent_id COLLATE "C" FOR UPDATE)""")) {
            delete.setString(1, name);
            delete.executeUpdate();
        }
    }

    private static JsonPath agent(String id) {
        return given().get("/agents/{id}", id).jsonPath();
    }

    private static void awaitStatus(String id, String status) {
        await().atMost(LONGEST).until(() -> agent(id).getString("status"), status::equals);
    }

    private static void awaitRecovered(String id) {
        await().atMost(LONGEST).until(() -> agent(id).getString("healing.recovery.state"), "recovered"::equals);
    }

    private static long pid(String id) {
        return agent(id).getLong("heartbeat.process.pid");
    }

    private static void automatic(String id) {
        given().contentType(ContentType.JSON).body("{\"policy\": \"automatic\"}").put("/agents/{id}/healing", id).then()
                .statusCode(200);
    }

    private static JsonPath inject(String id, String more) {
        return given().contentType(ContentType.JSON).body("{\"agent_id\": \"%s\", %s}".formatted(id, more))
                .post("/inject-fault").then().statusCode(201).extract().jsonPath();
    }

    /** The faults that its last heartbeat tells of. */
    private static List<String> told(JsonPath agent) {
        List<String> faults = agent.getList("heartbeat.faults.fault_id");
        return faults == null ? List.of() : faults;
    }

    /** Waits for the status, and tells which heartbeat since the fault was armed is the first with it: 1 for the one that tells of it. */
    private static long heartbeatsUntil(String id, String fault, String status) {
        long[] first = {Long.MAX_VALUE};
        JsonPath seen = await().atMost(LONGEST).pollInterval(Duration.ofMillis(100)).until(() -> {
            JsonPath now = agent(id);
            if (told(now).contains(fault)) {
                first[0] = Math.min(first[0], now.getLong("sequence"));
            }
            return now;
        }, now -> status.equals(now.getString("status")));
        return seen.getLong("sequence") - first[0] + 1;
    }

    @Test
    void whatAFaultDoesIsSeenWithinTwoHeartbeatsAndARecoveryEndsIt() throws Exception {
        String id = Runs.freshId("hurt");
        Map<String, String> quicker = Map.of("AGENTOPS_SIDECAR_HEARTBEAT_INTERVAL", "3s",
                "AGENTOPS_SIDECAR_PROBE_SYNTHETIC_INTERVAL", "200ms", "AGENTOPS_SIDECAR_PROXY_WINDOW", "6s");
        try (SidecarProcess sidecar = new SidecarProcess(id, List.of(), quicker)) {
            awaitStatus(id, "HEALTHY");
            assertThat(agent(id).getDouble("latency_ms")).isLessThan(2000);

            String slow = inject(id, "\"type\": \"latency\"").getString("fault_id");
            assertThat(heartbeatsUntil(id, slow, "DEGRADED")).isBetween(1L, 2L);
            assertThat(agent(id).getDouble("latency_ms")).isGreaterThan(2000);
            assertThat(agent(id).getList("active_faults.fault_id")).containsExactly(slow);
            given().delete("/agents/{id}/faults/{fault}", id, slow).then().statusCode(204);
            await().atMost(LONGEST).until(() -> told(agent(id)).isEmpty());

            String failing = inject(id, "\"type\": \"error\"").getString("fault_id");
            assertThat(heartbeatsUntil(id, failing, "UNHEALTHY")).isBetween(1L, 2L);
            given().get(sidecar.url() + "/work").then().statusCode(500).header("X-Fault-Injected", failing);

            long hurt = pid(id);
            given().post("/agents/{id}/recover", id).then().statusCode(202);
            awaitRecovered(id);
            given().get("/agents/{id}", id).then().body("status", equalTo("HEALTHY"), "active_faults", hasSize(0),
                    "restarts", equalTo(1), "recovery_state", nullValue());
            assertThat(pid(id)).isNotEqualTo(hurt);
            given().get(sidecar.url() + "/work").then().statusCode(200).header("X-Fault-Injected", nullValue());
        }
    }

    @Test
    void anAgentThatIsKilledIsHealedByPolicy() throws Exception {
        String id = Runs.freshId("killed");
        try (SidecarProcess sidecar = new SidecarProcess(id)) {
            awaitStatus(id, "HEALTHY");
            automatic(id);
            long first = pid(id);
            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            awaitRecovered(id);

            assertThat(pid(id)).isNotEqualTo(first);
            given().get(sidecar.url() + "/work").then().statusCode(200);
            given().get("/agents/{id}/recoveries", id).then().body("items.size()", equalTo(1),
                    "items[0].trigger", equalTo("automatic"), "items[0].control_plane", equalTo("sidecar"),
                    "items[0].evidence.status", equalTo("UNHEALTHY"),
                    "items[0].evidence.process.last_exit.signal", equalTo("SIGKILL"),
                    "items[0].result.outcome", equalTo("succeeded"));
            assertThat(agent(id).getLong("healing.recovery.took_ms")).isBetween(1L, LONGEST.toMillis());
        }
    }

    @Test
    void anAgentThatKeepsFallingOpensItsBreaker() {
        await().atMost(LONGEST).until(() -> agent(flapping).getString("healing.breaker"), "open"::equals);

        given().get("/agents/{id}", flapping).then().body("status", equalTo("UNHEALTHY"), "restarts", equalTo(2),
                "heartbeat.process.last_exit.code", equalTo(3), "healing.breaker_reason",
                equalTo("It ended 3 times in a row in the same way."), "healing.events.kind",
                equalTo(List.of("breaker_opened")));
        await().during(A_WHILE).atMost(LONGEST)
                .untilAsserted(() -> given().get("/agents/{id}/recoveries", flapping).then()
                        .body("items.state", hasSize(2), "items.state", everyItem(equalTo("ineffective"))));
    }

    @Test
    void ofManyThatFallAtOnceNoneIsRestartedInAStormAndThreeOutsideOne() {
        for (int agent = 0; agent < FALLING; agent++) {
            automatic(others.id(agent));
        }
        others.turn(FALLING, "UNHEALTHY");

        await().atMost(LONGEST).until(() -> given().get("/v1/healing").path("storm_since") != null);
        JsonPath storm = given().get("/v1/healing").jsonPath();
        assertThat(storm.getString("events[0].kind")).isEqualTo("storm_began");
        assertThat(storm.param("name", name).getInt("events[0].detail.common.find { it.agent_name == name }.agents"))
                .isBetween(46, FALLING);
        await().during(A_WHILE).atMost(LONGEST).until(() -> others.told().isEmpty());

        others.grow(40);
        await().atMost(LONGEST).until(() -> given().get("/v1/healing").path("storm_since") == null);
        await().atMost(LONGEST).until(() -> others.told().size() == 3);
        await().during(A_WHILE).atMost(LONGEST).until(() -> others.told().size() == 3);

        others.turn(FALLING, "HEALTHY");
        others.obey();
        others.told().forEach(agent -> awaitRecovered(others.id(agent)));
        assertThat(others.told()).hasSize(3);
    }

    @Test
    void aFaultEndsAtItsTimeWhileThePlatformIsDead() throws Exception {
        String id = Runs.freshId("orphan");
        try (SidecarProcess sidecar = new SidecarProcess(id)) {
            awaitStatus(id, "HEALTHY");
            JsonPath asked = inject(id, "\"type\": \"error\", \"duration_s\": 15");
            Instant end = Instant.parse(asked.getString("fault.expires_at"));
            await().atMost(LONGEST).until(() -> given().get(sidecar.url()).header("X-Fault-Injected"),
                    asked.getString("fault_id")::equals);

            RunningPlatform.whileDead(() -> {
                assertThat(given().get(sidecar.url()).statusCode()).isEqualTo(500);
                await().atMost(LONGEST).pollInterval(Duration.ofMillis(20))
                        .until(() -> given().get(sidecar.url()).statusCode(), Integer.valueOf(200)::equals);
                assertThat(Instant.now()).isBetween(end.minusMillis(250), end.plusSeconds(3));
            });

            await().atMost(LONGEST).until(() -> given().get("/agents/{id}/faults", id).path("items[0].phase"),
                    "expired"::equals);
        }
    }

    @Test
    void whoeverRestartsAnAgentMayBeKilledMeanwhile() throws Exception {
        String id = Runs.freshId("once");
        try (SidecarProcess sidecar = new SidecarProcess(id)) {
            awaitStatus(id, "HEALTHY");
            long first = pid(id);
            String recovery = given().post("/agents/{id}/recover", id).then().statusCode(202).extract()
                    .path("recovery_id");
            await().atMost(LONGEST).pollInterval(Duration.ofMillis(50))
                    .until(() -> !"requested".equals(agent(id).getString("healing.recovery.state")));
            RunningPlatform.kill("rca-service");
            given().post("/agents/{id}/recover", id).then().body("recovery_id", equalTo(recovery));

            awaitRecovered(id);

            assertThat(pid(id)).isNotEqualTo(first);
            given().get("/agents/{id}/recoveries", id).then().body("items.size()", equalTo(1));
            assertThat(agent(id).getInt("restarts")).isEqualTo(1);
        }
    }
}
