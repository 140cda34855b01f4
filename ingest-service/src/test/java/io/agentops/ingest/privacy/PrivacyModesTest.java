package io.agentops.ingest.privacy;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.agentops.ingest.Samples.privacyRun;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;

/** The doors' own project is strict; others are redacted, or left as they are. */
@QuarkusTest
@TestProfile(PrivacyModesTest.Modes.class)
class PrivacyModesTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String MAIL = "ann@example.org";

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    public static class Modes implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.privacy.projects.default", "strict", "agentops.privacy.projects.\"open.lab\"",
                    "off");
        }
    }

    @Test
    void aStrictProjectRefusesContentAtItsDoors() {
        String id = freshId("strict");
        given().contentType(ContentType.JSON).body(failedToolRun(id)).post("/agent-runs").then().statusCode(422)
                .body("detail", equalTo("The run is well-formed JSON but invalid."))
                .body("errors.pointer",
                        contains("/error_message", "/tool_calls/0/args_json", "/tool_calls/0/error_message",
                                "/guardrail_events/0/message"))
                .body("errors[0].message", equalTo("holds content, which this project's privacy mode refuses"));
        String other = freshId("strict");
        given().contentType("application/x-ndjson")
                .body((failedToolRun(id) + "\n").replace("\n", " ").concat("\n" + privacyRun(other).replace('\n', ' '))
                        .getBytes(StandardCharsets.UTF_8))
                .post("/agent-runs/bulk").then().statusCode(200).body("results.status", contains("rejected", "stored"));
        assertThat(database.rowsOf(id)).isEmpty();
        assertThat(database.rowsOf(other)).hasSize(7);
    }

    @Test
    void thePrivacyFirstFormIsAlwaysTaken() {
        String id = freshId("allowed");
        given().contentType(ContentType.JSON).body(privacyRun(id)).post("/v1/runs").then().statusCode(200);
        assertThat(database.value("SELECT error_message FROM run_payload WHERE run_id = $1", id))
                .isEqualTo("create_invoice timed out after 1500ms");
        ConsumerRecord<String, String> sent = kafka.find(Topics.AGENT_RUNS, Topics.runKey("default", id));
        assertThat(KafkaClient.header(sent, Topics.HEADER_PRIVACY)).isEqualTo("strict");
    }

    @Test
    void aRecordRefusedForItsContentIsNotKept() {
        for (String passed : new String[]{null, "off", "redact", "nonsense"}) {
            Map<String, String> headers = passed == null ? Map.of() : Map.of(Topics.HEADER_PRIVACY, passed);
            String source = kafka.send(Topics.AGENT_RUNS, 0, "k", failedToolRun(freshId("record")), headers);
            ConsumerRecord<String, String> letter = kafka.findSource(Topics.AGENT_RUNS_DLQ, source);
            assertThat(letter.value()).isNull();
            assertThat(KafkaClient.header(letter, Topics.HEADER_REASON)).startsWith(
                    "/error_message holds content, which this project's privacy mode refuses; /tool_calls/0/args_json ");
        }
        String malformed = kafka.send(Topics.AGENT_RUNS, 0, "k", "{\"agent_name\": \"" + MAIL, Map.of());
        assertThat(kafka.findSource(Topics.AGENT_RUNS_DLQ, malformed).value()).isNull();
    }

    @Test
    void whatNoDoorFilteredIsFilteredBeforeItIsStored() {
        Map<String, String> expected = new HashMap<>(Map.of("other", "[email]", "open.lab", MAIL));
        expected.forEach((project, kept) -> {
            String id = freshId(project);
            kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id).replace("create_invoice failed", MAIL),
                    Map.of(Topics.HEADER_PROJECT, project));
            await().alias(project).atMost(LONGEST).until(() -> database.value(
                    "SELECT error_message FROM run_payload WHERE project_id = $1 AND run_id = $2", project, id),
                    kept::equals);
        });
    }

    @Test
    void aRecordThatHasPassedThePresentModeIsNotFilteredAgain() {
        String id = freshId("passed");
        kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id).replace("create_invoice failed", MAIL),
                Map.of(Topics.HEADER_PROJECT, "other", Topics.HEADER_PRIVACY, "redact"));
        await().atMost(LONGEST).until(
                () -> database.value("SELECT error_message FROM run_payload WHERE run_id = $1", id),
                MAIL::equals);
    }
}
