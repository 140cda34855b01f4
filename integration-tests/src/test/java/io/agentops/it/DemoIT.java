package io.agentops.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.path.json.JsonPath;

/**
 * The demo fleet as {@code ./agentops up} starts it, agents behind their sidecars, and what operators see of it within a minute; then
 * a short drill. It comes last, since its runs would disturb the figures of others.
 */
@Order(Integer.MAX_VALUE)
@ExtendWith(RunningPlatform.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoIT {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Duration DRILL = Duration.ofMinutes(6);
    /** Sidecars that look and tell sooner than they do by default. */
    private static final Map<String, String> HASTE = Map.of("AGENTOPS_SIDECAR_HEARTBEAT_INTERVAL", "1s",
            "AGENTOPS_SIDECAR_HEARTBEAT_STATUS_BETTER_AFTER", "2s", "AGENTOPS_SIDECAR_PROBE_INTERVAL", "500ms",
            "AGENTOPS_SIDECAR_PROXY_WINDOW", "5s", "AGENTOPS_DEMO_PAUSE_MS", "1000");

    private static final List<String> AGENTS = List.of("chat-agent-0", "summary-agent-0");

    private static Process demo;

    @BeforeAll
    static void start() throws IOException, SQLException {
        // Agents of other tests, which are gone, would be a storm in which nobody is healed.
        try (var connection = RunningPlatform.database(); var statement = connection.createStatement()) {
            statement.executeUpdate(
                    """
                            DELETE FROM agent WHERE (project_id, agent_id) IN (
                                SELECT project_id, agent_id FROM agent ORDER BY project_id, agent_id COLLATE "C" FOR UPDATE)""");
        }
        demo = launch("demo", "--data", RunningPlatform.data().resolve("demo").toString());
    }

    private static Process launch(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(RunningPlatform.root().resolve("agentops").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--port", RunningPlatform.port(0)));
        ProcessBuilder builder = new ProcessBuilder(command).directory(RunningPlatform.root().toFile());
        builder.environment().putAll(HASTE);
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(RunningPlatform.data().resolve(arguments[0] + ".log").toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        return process;
    }

    @AfterAll
    static void end() throws InterruptedException {
        // An agent that was taken over is no descendant any more.
        List<ProcessHandle> all = Stream.concat(demo.descendants(), AGENTS.stream().map(DemoIT::process)).distinct()
                .toList();
        demo.destroy();
        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // Two sidecars, their agents, and the tools with the users.
        assertThat(all).hasSizeGreaterThanOrEqualTo(5);
        await().atMost(Duration.ofSeconds(15)).until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static ProcessHandle process(String agent) {
        long pid = given().get("/agents/{id}", agent).jsonPath().getLong("heartbeat.process.pid");
        return ProcessHandle.of(pid).orElseThrow();
    }

    @Test
    @Order(1)
    void bothAgentsAreSupervisedBehindTheirSidecarsAndHealedByThemselves() {
        for (String agent : AGENTS) {
            await().atMost(LONGEST).untilAsserted(() -> given().get("/agents/{id}", agent).then()
                    .body("status", equalTo("HEALTHY"), "agent_name", equalTo(agent.replace("-0", "")), "environment",
                            equalTo("demo"),
                            "latency_ms", notNullValue(), "heartbeat.traffic.requests", greaterThanOrEqualTo(1),
                            "heartbeat.process.pid", notNullValue(), "healing.policy", equalTo("automatic")));
        }
    }

    @Test
    @Order(2)
    void aSidecarThatIsKilledIsStartedAgainAndTakesItsAgentOver() {
        JsonPath before = given().get("/agents/{id}", "chat-agent-0").jsonPath();
        process("chat-agent-0").parent().orElseThrow().destroyForcibly();
        await().atMost(LONGEST).untilAsserted(() -> given().get("/agents/{id}", "chat-agent-0").then()
                .body("heartbeat.sidecar_id", not(equalTo(before.getString("heartbeat.sidecar_id"))), "status",
                        equalTo("HEALTHY"), "heartbeat.process.pid", equalTo(before.getInt("heartbeat.process.pid"))));
    }

    @Test
    @Order(3)
    void bothAgentsShowRunsWithStepsCallsAndWhatTheyHandOver() {
        await().atMost(LONGEST).untilAsserted(() -> {
            List<String> chats = statuses("chat-agent");
            assertThat(chats).contains("success", "partial", "failure");
            assertThat(statuses("summary-agent")).contains("success", "partial", "failure");
        });
        String summary = given().get("/v1/runs?agent_id=summary-agent&status=success&limit=1").then().extract()
                .path("items[0].run_id");
        given().get("/agent-runs/{id}", summary).then()
                .body("agent_version", equalTo("1.0.0"), "environment", equalTo("demo"), "steps",
                        greaterThanOrEqualTo(3), "tool_calls", greaterThanOrEqualTo(1));
        await().atMost(LONGEST).untilAsserted(() -> {
            List<String> parents = given().get("/v1/runs?agent_id=summary-agent&limit=200").then().extract()
                    .path("items.parent_run_id");
            assertThat(parents).anyMatch(Objects::nonNull);
        });
    }

    @Test
    @Order(4)
    void whatFailsInTheDemoIsExplained() {
        assertExplained("permission_denied", "failure", "fetch_document", 403, "tool_permission");
        assertExplained("empty_retrieval", "partial", "search_documents", 200, "retrieval_empty");
        assertExplained("invalid_arguments", "failure", "look_up_order", 422, "tool_schema_mismatch");
    }

    @Test
    @Order(5)
    void aDrillEndsWithEveryFaultNoticedHealedAndUnknownToWhoeverExplains() throws Exception {
        Process drill = launch("drill", "--faults", "rate_limit,crash");
        boolean ended = drill.waitFor(DRILL.toSeconds(), TimeUnit.SECONDS);
        String told = Files.readString(RunningPlatform.data().resolve("drill.log"));
        assertThat(ended).as(told).isTrue();
        assertThat(drill.exitValue()).as(told).isZero();
        assertThat(told).contains("| `rate_limit` | 3 | `rate_limited` | 3/3 | 3/3 | 3/3 | 0 | 0 | 1/1 |",
                "Healthy controls: 4, of which 0 did not succeed; causes claimed of them: 0.",
                "Runs that could not be read, or had no report in time: 0 of 6.",
                "Labels of faults in what is stored of the runs: none.")
                .containsPattern(
                        "\\| `crash` \\| 3 \\| `unknown` .*\\| 1/1 \\| [0-9.]+ s \\| 1/1 \\| [0-9.]+ s \\| 1 \\|");
        for (String agent : AGENTS) {
            given().get("/agents/{id}", agent).then().body("active_faults", empty(), "healing.policy",
                    equalTo("automatic"));
        }
    }

    private static void assertExplained(String errorType, String status, String tool, int code, String category) {
        String run = await().atMost(LONGEST).until(() -> run(errorType, tool), Objects::nonNull);
        given().get("/agent-runs/{id}", run).then().body("status", equalTo(status), "error_type", equalTo(errorType),
                "trace_id", notNullValue(), "conversation_id", notNullValue());
        given().get("/agent-runs/{id}/timeline", run).then().body(
                "items.findAll { it.kind == 'tool_call' }.name", hasItem(tool),
                "items.findAll { it.kind == 'tool_call' }.status_code", hasItem(code));
        String rca = given().post("/agent-runs/{id}/rca-runs", run).then().extract().path("rca_run_id");
        await().atMost(LONGEST).untilAsserted(() -> given().get("/agent-runs/rca-runs/{id}", rca).then()
                .body("status", equalTo("done"), "report.category", equalTo(category)));
    }

    /** A run of the chat agent with this error whose details have come, too; null as long as there is none. */
    private static String run(String errorType, String tool) {
        List<String> runs = given()
                .queryParam("q", "agent:chat-agent error:%s tool:%s".formatted(errorType, tool))
                .get("/v1/runs").then().statusCode(200).extract()
                .path("items.findAll { it.conversation_id != null }.run_id");
        return runs.isEmpty() ? null : runs.get(0);
    }

    private static List<String> statuses(String agent) {
        return given().get("/v1/runs?agent_id={agent}&limit=200", agent).then().statusCode(200).extract()
                .path("items.status");
    }
}
