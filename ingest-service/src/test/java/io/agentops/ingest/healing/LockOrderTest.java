package io.agentops.ingest.healing;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;

/** Whoever asks for something while another transaction has its agent waits for it, and holds nothing that this one needs. */
@QuarkusTest
class LockOrderTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Inject
    Database database;

    private String agent() {
        String agent = freshId("busy");
        given().contentType("application/json")
                .body("{\"agent_id\": \"%s\", \"status\": \"UNHEALTHY\"}".formatted(agent))
                .post("/telemetry").then().statusCode(200);
        await().atMost(LONGEST)
                .until(() -> database.value("SELECT count(*) FROM agent WHERE agent_id = $1", agent), "1"::equals);
        given().contentType("application/json").body("{\"policy\": \"automatic\"}")
                .put("/agents/{agent}/healing", agent)
                .then().statusCode(200);
        given().contentType("application/json").body("{\"type\": \"error\", \"ttl_seconds\": 600}")
                .post("/agents/{agent}/faults", agent).then().statusCode(201);
        return agent;
    }

    /** The answer of a door that waits for a transaction between two of its statements. */
    private int answerBetween(String agent, String first, Supplier<Integer> door, String second) throws Exception {
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection other = DriverManager.getConnection(url, "agentops", "agentops")) {
            other.setAutoCommit(false);
            execute(other, first, agent);
            String pid = pid(other);
            CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(door);
            await().atMost(LONGEST).until(() -> database.value("SELECT count(*) FROM pg_stat_activity "
                    + "WHERE ($1::text)::int = ANY(pg_blocking_pids(pid))", pid), "1"::equals);
            execute(other, second, agent);
            other.commit();
            return answer.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void execute(Connection connection, String sql, String agent) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, agent);
            statement.execute();
        }
    }

    private static String pid(Connection connection) throws SQLException {
        try (var rows = connection.createStatement().executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private int whileHeartbeatsAreStored(String agent, Supplier<Integer> door) throws Exception {
        return answerBetween(agent, "UPDATE agent SET sequence = sequence + 1 WHERE agent_id = ?", door,
                "UPDATE agent_fault SET affected = affected + 1 WHERE agent_id = ?");
    }

    @Test
    void faultsAreEndedAfterAHeartbeatIsStored() throws Exception {
        String agent = agent();
        assertThat(whileHeartbeatsAreStored(agent,
                () -> given().delete("/agents/{agent}/faults", agent).statusCode())).isEqualTo(200);
    }

    @Test
    void aRecoveryBeginsAfterAHeartbeatIsStored() throws Exception {
        String agent = agent();
        assertThat(whileHeartbeatsAreStored(agent, () -> given().post("/agents/{agent}/recover", agent).statusCode()))
                .isEqualTo(202);
    }

    @Test
    void aKeyIsRememberedAfterItsRecoveryWentOn() throws Exception {
        String agent = agent();
        given().post("/agents/{agent}/recover", agent).then().statusCode(202);
        int status = answerBetween(agent, "UPDATE agent_recovery SET attempt = attempt + 1 WHERE agent_id = ?",
                () -> given().header("Idempotency-Key", agent).post("/agents/{agent}/recover", agent).statusCode(),
                "UPDATE agent SET sequence = sequence + 1 WHERE agent_id = ?");
        assertThat(status).isEqualTo(200);
    }

    @Test
    void allIsStoppedAfterAHeartbeatIsStored() throws Exception {
        String agent = agent();
        try {
            assertThat(whileHeartbeatsAreStored(agent, () -> stop("{\"stopped\": true, \"reason\": \"we look\"}")))
                    .isEqualTo(200);
        } finally {
            assertThat(stop("{\"stopped\": false}")).isEqualTo(200);
        }
    }

    private static int stop(String body) {
        return given().contentType("application/json").body(body).put("/v1/healing").statusCode();
    }

    @Test
    void aRecoveryThatBeganByItselfMeanwhileIsTheAnswer() throws Exception {
        String agent = agent();
        int status = answerBetween(agent, "SELECT FROM agent_healing WHERE agent_id = ? FOR UPDATE",
                () -> given().post("/agents/{agent}/recover", agent).statusCode(), """
                        INSERT INTO agent_recovery (project_id, agent_id, trigger, reason, evidence)
                        VALUES ('default', ?, 'automatic', 'It is unhealthy.', '{}')""");
        assertThat(status).isEqualTo(200);
        assertThat(database.value("SELECT string_agg(trigger, ' ') FROM agent_recovery WHERE agent_id = $1", agent))
                .isEqualTo("automatic");
    }
}
