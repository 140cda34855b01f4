package io.agentops.ingest.store;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;

@QuarkusTest
class KafkaRecordsTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    @Test
    void aPoisonousRecordIsSetAsideAndItsNeighboursAreStored() {
        String before = freshId("before");
        String poison = freshId("poison");
        String after = freshId("after");
        kafka.send(Topics.AGENT_RUNS, 0, before, failedToolRun(before));
        String broken = "{\"run_id\": \"" + poison + "\", \"agent_name\": \"a\", \"secret\": \"do not tell\"";
        kafka.send(Topics.AGENT_RUNS, 0, poison, broken);
        kafka.send(Topics.AGENT_RUNS, 0, after, failedToolRun(after));
        await().atMost(LONGEST).until(() -> database.rowsOf(after).size(), size -> size == 6);
        assertThat(database.rowsOf(before)).hasSize(6);
        ConsumerRecord<String, String> letter = kafka.find(Topics.AGENT_RUNS_DLQ, poison);
        assertThat(letter.value()).isEqualTo(broken);
        assertThat(KafkaClient.header(letter, Topics.HEADER_REASON)).startsWith("The body is not well-formed JSON")
                .doesNotContain("tell");
        assertThat(KafkaClient.header(letter, Topics.HEADER_SOURCE)).startsWith("agent-runs/0/");
    }

    @Test
    void anInvalidRecordIsSetAsideWithItsPointers() {
        String id = freshId("invalid");
        kafka.send(Topics.AGENT_RUNS, 1, id,
                "{\"run_id\": \"" + id + "\", \"agent_name\": \"a\", \"status\": \"success\"}");
        assertThat(KafkaClient.header(kafka.find(Topics.AGENT_RUNS_DLQ, id), Topics.HEADER_REASON))
                .isEqualTo("/started_at is required");
    }

    @Test
    void recordsThatCannotBeCopiedOrNameNoProjectDoNotHoldTheirNeighbours() {
        String huge = freshId("huge");
        String nowhere = freshId("nowhere");
        String after = freshId("after");
        String source = kafka.sendCompressed(Topics.AGENT_RUNS, 0, huge, "{\"run_id\": \"" + "x".repeat(5_000_000));
        kafka.sendWithProject(Topics.AGENT_RUNS, 0, nowhere, failedToolRun(nowhere), null);
        kafka.send(Topics.AGENT_RUNS, 0, after, failedToolRun(after));
        await().atMost(LONGEST).until(() -> database.rowsOf(after).size(), size -> size == 6);
        assertThat(kafka.findSource(Topics.AGENT_RUNS_DLQ, source).value()).isNull();
        assertThat(KafkaClient.header(kafka.find(Topics.AGENT_RUNS_DLQ, nowhere), Topics.HEADER_REASON))
                .isEqualTo("The header project_id is no project's id.");
    }

    @Test
    void theSameRunOverKafkaAndHttpIsOneRun() {
        String byHttp = freshId("http");
        String byBoth = freshId("both");
        String run = failedToolRun("ID");
        post(run.replace("\"ID\"", "\"" + byHttp + "\"")).statusCode(200);
        kafka.send(Topics.AGENT_RUNS, 0, byBoth, run.replace("\"ID\"", "\"" + byBoth + "\""));
        await().atMost(LONGEST).until(() -> database.rowsOf(byBoth).size(), size -> size == 6);
        post(run.replace("\"ID\"", "\"" + byBoth + "\"")).statusCode(200);
        assertThat(database.rowsOf(byBoth)).isEqualTo(database.rowsOf(byHttp));
    }

    @Test
    void withPostgresAwayARunIsAcceptedAndStoredLater() {
        String id = freshId("outage");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            // A partition whose leader is not known yet, after Kafka was away, is refused for a moment.
            await().atMost(LONGEST).until(() -> RestAssured.given().contentType("application/json")
                    .header("Prefer", "respond-async").body(failedToolRun(id)).post("/agent-runs").statusCode() == 202);
            await().atMost(LONGEST).until(() -> RestAssured.given().get("/q/health/ready").statusCode(),
                    status -> status == 200);
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }
        await().atMost(LONGEST).ignoreExceptions().until(() -> database.rowsOf(id), rows -> rows.size() == 6);
    }

    @Test
    void withKafkaAwayARunIsRefusedForNow() {
        String id = freshId("no-kafka");
        SharedStack.control(PartName.KAFKA, Control.KILL);
        try {
            post(failedToolRun(id)).statusCode(503).contentType("application/problem+json").header("Retry-After", "1");
        } finally {
            SharedStack.control(PartName.KAFKA, Control.START);
        }
        await().atMost(LONGEST).until(() -> post(failedToolRun(id)).extract().statusCode(), status -> status < 300);
        await().atMost(LONGEST).until(() -> database.rowsOf(id).size(), size -> size == 6);
    }

    @Test
    void withRedisAwayAStoredRunIsStillToldSo() {
        String id = freshId("no-redis");
        SharedStack.control(PartName.REDIS, Control.KILL);
        try {
            post(failedToolRun(id)).statusCode(200);
        } finally {
            SharedStack.control(PartName.REDIS, Control.START);
        }
        assertThat(database.rowsOf(id)).hasSize(6);
    }

    @Test
    void aRunPostgresRefusesDoesNotTakeItsBatchAlong() {
        List<String> good = List.of(freshId("good"), freshId("good"), freshId("good"));
        String refused = freshId("refused");
        database.value("ALTER TABLE run ADD CONSTRAINT refuse_" + refused.replace('-', '_') + " CHECK (run_id <> '"
                + refused + "')");
        try {
            good.subList(0, 2).forEach(id -> kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id)));
            kafka.send(Topics.AGENT_RUNS, 0, refused, failedToolRun(refused));
            kafka.send(Topics.AGENT_RUNS, 0, good.get(2), failedToolRun(good.get(2)));
            assertThat(KafkaClient.header(kafka.find(Topics.AGENT_RUNS_DLQ, refused), Topics.HEADER_REASON))
                    .isEqualTo("PostgreSQL refuses its content: 23514");
            await().atMost(LONGEST).until(() -> good.stream().allMatch(id -> database.rowsOf(id).size() == 6));
            assertThat(database.rowsOf(refused)).isEmpty();
            post(failedToolRun(refused)).statusCode(202);
        } finally {
            database.value("ALTER TABLE run DROP CONSTRAINT refuse_" + refused.replace('-', '_'));
        }
    }

    private static io.restassured.response.ValidatableResponse post(String run) {
        return RestAssured.given().contentType(ContentType.JSON).body(run).post("/agent-runs").then();
    }
}
