package io.agentops.ingest.agents;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class TelemetryTest {

    private static final Duration LONGEST = Duration.ofSeconds(40);

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json").body(body.replace('\'', '"')).post("/telemetry").then();
    }

    private String row(String agent) {
        return database.value(
                """
                        SELECT agent_name || ' ' || coalesce(agent_version, '-') || ' ' || coalesce(environment, '-') || ' ' || status || ' '
                               || coalesce(latency_ms::text, '-') || ' ' || error_rate || ' ' || sequence || ' ' || restarts
                          FROM agent WHERE project_id = 'default' AND agent_id = $1""",
                agent);
    }

    private String events(String agent) {
        return database.value(
                """
                        SELECT string_agg(kind || ' ' || coalesce(detail->>'status', detail->>'phase', detail->>'outcome', detail->>'signal', ''),
                                          ', ' ORDER BY at, kind, key)
                          FROM agent_event WHERE project_id = 'default' AND agent_id = $1""",
                agent);
    }

    private void awaitRow(String agent, String expected) {
        await().atMost(LONGEST).untilAsserted(() -> assertThat(row(agent)).isEqualTo(expected));
    }

    @Test
    void theSmallestHeartbeatMakesAnAgentKnown() {
        String agent = freshId("small");
        post("{'agent_id': '%s', 'status': 'healthy', 'latency_ms': 12.5, 'error_rate': 0.25}".formatted(agent))
                .statusCode(200).body("config_version", equalTo(0), "faults", equalTo(List.of()));
        awaitRow(agent, agent + " - - HEALTHY 12.5 0.25 0 0");
        post("{'agent_id': '%s', 'status': 'DEGRADED', 'error_rate': 0.5}".formatted(agent)).statusCode(200);
        awaitRow(agent, agent + " - - DEGRADED - 0.5 0 0");
        assertThat(events(agent)).isEqualTo("status HEALTHY, status DEGRADED");
    }

    @Test
    void allOfAHeartbeatIsKept() {
        String agent = freshId("whole");
        Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
        post("""
                {'agent_id': '%s', 'agent_name': 'billing', 'agent_version': '1.4', 'environment': 'staging', 'sidecar_id': 's1',
                 'sequence': 7, 'status': 'DEGRADED', 'status_since': '%s', 'reason': 'slow for ann@example.org', 'latency_ms': 2519.5,
                 'error_rate': 0.05, 'traffic': {'window_ms': 10000, 'requests': 40, 'errors': {'server_error': 2}},
                 'process': {'pid': 2, 'restarts': 1, 'last_exit': {'signal': 'SIGKILL', 'out_of_memory': true, 'requested': false,
                                                                  'pid': 1, 'at': '%s'}},
                 'recoveries': [{'recovery_id': 'r-1', 'outcome': 'succeeded', 'took_ms': 5, 'finished_at': '%s'}],
                 'missed': [{'sequence': 6, 'at': '%s', 'status': 'HEALTHY', 'error_rate': 0}], 'of_a_newer_sidecar': [1],
                 'configuration': {'sidecar_version': '1.0', 'project_key': false, 'of_a_newer_sidecar': 'secret',
                                   'access': {'since': '%s', 'answered': 3, 'without_credentials': 2}}}"""
                .formatted(agent, since, since.plusSeconds(1), since.plusSeconds(2), since, since)).statusCode(200);
        awaitRow(agent, "billing 1.4 staging DEGRADED 2519.5 0.05 7 1");
        assertThat(events(agent)).isEqualTo("status DEGRADED, exit SIGKILL, recovery succeeded, sidecar ");
        assertThat(database.value(
                "SELECT heartbeat->'traffic'->>'requests' || ' ' || reason || ' ' || (heartbeat ? 'missed') FROM agent "
                        + "WHERE agent_id = $1",
                agent)).isEqualTo("40 slow for [email] false");
        assertThat(database.value(
                "SELECT (heartbeat->'configuration' #- '{access,since}')::text FROM agent WHERE agent_id = $1",
                agent)).isEqualTo(
                        "{\"access\": {\"answered\": 3, \"without_credentials\": 2}, \"project_key\": false, \"sidecar_version\": \"1.0\"}");
        assertThat(database.value("SELECT status_since = ($2::text)::timestamptz FROM agent WHERE agent_id = $1",
                agent, since.toString())).isEqualTo("true");
    }

    @Test
    void whatHappenedWhileThePlatformWasAwayIsKnownOnce() {
        String agent = freshId("missed");
        Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(100);
        String missed = IntStream.range(0, 4)
                .mapToObj(i -> "{'sequence': %d, 'at': '%s', 'status': '%s', 'error_rate': 0}"
                        .formatted(i + 1, from.plusSeconds(i),
                                List.of("HEALTHY", "DEGRADED", "DEGRADED", "UNHEALTHY").get(i)))
                .collect(Collectors.joining(","));
        for (int sequence = 5; sequence < 7; sequence++) {
            post("{'agent_id': '%s', 'sidecar_id': 's', 'sequence': %d, 'status': 'UNHEALTHY', 'status_since': '%s', 'missed': [%s]}"
                    .formatted(agent, sequence, from.plusSeconds(3), missed)).statusCode(200);
        }
        awaitRow(agent, agent + " - - UNHEALTHY - 0 6 0");
        assertThat(events(agent)).isEqualTo("status DEGRADED, status UNHEALTHY, sidecar ");
    }

    @Test
    void aListIsAnsweredInItsOrderAndTakenAsAWhole() {
        String agent = freshId("list");
        String good = "{'agent_id': '%s-a', 'status': 'HEALTHY'}".formatted(agent);
        post("[%s, {'agent_id': '%s-b', 'status': 'broken'}, null]".formatted(good, agent)).statusCode(422)
                .body("errors.pointer", contains("/1/status"),
                        "errors[0].message",
                        equalTo("must be one of healthy, degraded, unhealthy, recovering, unknown"));
        post("[%s, {'agent_id': '%s-b', 'status': 'UNKNOWN'}]".formatted(good, agent)).statusCode(200)
                .body("config_version", contains(0, 0));
        awaitRow(agent + "-b", agent + "-b - - UNKNOWN - 0 0 0");
        String tooMany = IntStream.range(0, 101).mapToObj(i -> good).collect(Collectors.joining(",", "[", "]"));
        post(tooMany).statusCode(422).body("errors.message", contains("must have 1 to 100 heartbeats"));
        post("[]").statusCode(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{'status': 'HEALTHY'}|422|/agent_id is required",
            "{'agent_id': 'a'}|422|/status is required",
            "{'agent_id': '', 'status': 'HEALTHY'}|422|/agent_id must not be empty",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'error_rate': 1.5}|422|/error_rate must be 0 to 1",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'error_rate': '0.5'}|422|/error_rate must be a number",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'error_rate': {}}|422|/error_rate must be a number",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'sequence': [1]}|422|/sequence must be a whole number",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'warming': 1.5}|422|/warming must be true or false",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'latency_ms': -1}|422|/latency_ms must be 0 or more, and finite",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'sent_at': '1970-01-01T00:00:00Z'}|422|/sent_at must be between the year 2000 and 24 hours from now",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'faults': [{'fault_id': 'f'}]}|422|/faults/0/phase is required",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'configuration': {'faults_enabled': 'yes'}}|422|/configuration/faults_enabled must be true or false",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'configuration': {'access': {}}}|422|/configuration/access/since is required",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'configuration': {'access': {'since': '2026-01-01T00:00:00Z', 'without_credentials': 1}}}|422|/configuration/access/without_credentials must not be more than answered",
            "{'agent_id': 'a\\u0000', 'status': 'HEALTHY'}|422|/agent_id must not hold the NUL character",
            "{'agent_id': 'a', 'status': 'HEALTHY', 'traffic': {'errors': {'\\u0000': 1}}}|422| must hold neither the NUL character nor half of a surrogate pair",
            "7|422| must be an object",
            "{'agent_id'|400|",
            "{} {}|400|"})
    void whatIsNoHeartbeatIsRefusedByName(String body, int status, String error) {
        ValidatableResponse answer = post(body).statusCode(status).contentType("application/problem+json");
        if (error != null) {
            String found = answer.extract().path("errors[0].pointer") + " "
                    + answer.extract().path("errors[0].message");
            assertThat(found.strip()).isEqualTo(error.strip());
        }
    }

    @Test
    void whatADirectProducerSendsIsCheckedAndNeverInTheWay() {
        String agent = freshId("direct");
        String bad = kafka.send("agent-telemetry", 0, "default|" + agent, "{\"agent_id\": \"x\", \"status\": 3}",
                Map.of());
        String list = kafka.send("agent-telemetry", 0, "default|" + agent, "[]", Map.of());
        kafka.send("agent-telemetry", 0, "default|" + agent,
                "{\"agent_id\": \"%s\", \"status\": \"HEALTHY\", \"error_rate\": 1}".formatted(agent), Map.of());
        awaitRow(agent, agent + " - - HEALTHY - 1 0 0");
        ConsumerRecord<String, String> letter = kafka.findSource("agent-telemetry.dlq", bad);
        assertThat(KafkaClient.header(letter, "reason"))
                .isEqualTo("/status must be one of healthy, degraded, unhealthy, recovering, unknown");
        assertThat(KafkaClient.header(kafka.findSource("agent-telemetry.dlq", list), "reason"))
                .isEqualTo("The record is no heartbeat.");
    }

    @Test
    void theDoorNeedsNeitherPostgresqlNorRedis() {
        String agent = freshId("away");
        SharedStack.control(PartName.REDIS, Control.KILL);
        // PostgreSQL for tests does not wait for its disk, and would forget what it committed last.
        database.value("CHECKPOINT");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            for (int i = 1; i <= 20; i++) {
                post("{'agent_id': '%s-%d', 'status': 'HEALTHY', 'sidecar_id': 's', 'sequence': %d}".formatted(agent,
                        i % 4, i)).statusCode(200);
            }
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
            SharedStack.control(PartName.REDIS, Control.START);
        }
        await().atMost(LONGEST).ignoreExceptions().untilAsserted(() -> assertThat(database.value(
                "SELECT string_agg(sequence::text, ' ' ORDER BY agent_id) FROM agent WHERE agent_id LIKE $1 || '%'",
                agent))
                .isEqualTo("20 17 18 19"));
    }
}
