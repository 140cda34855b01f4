package io.agentops.ingest.letters;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.Topics;
import io.agentops.http.Problem;
import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.agentops.ingest.ledger.Books;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class DeadLetterTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String UNKNOWN = "01890a5d-ac96-774b-bcce-b302099a8057";

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    @Inject
    Books books;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Test
    void aRefusedRecordIsARowWithoutWhatMustBeMasked() {
        String key = freshId("refused");
        String value = "{\"run_id\": \"%s\", \"agent_name\": \"ann@example.org\"}".formatted(key);
        String source = kafka.send(Topics.AGENT_RUNS, 1, key, value, Map.of("x-team", "billing"));
        assertThat(letterOf(source)).hasSize(36);
        assertThat(database.value(
                """
                        SELECT concat_ws(' ', topic, reason, door, record_key, value_bytes, value_state, headers, status,
                                         created_at > now() - interval '1 minute', decided_at IS NULL, convert_from(value, 'UTF8'))
                          FROM dead_letter WHERE source = $1""",
                source)).isEqualTo(
                        "agent-runs /started_at is required; /status is required " + key + " " + value.length()
                                + " masked {\"x-team\": \"billing\"} open t t {\"run_id\":\"" + key
                                + "\",\"agent_name\":\"[email]\"}");
    }

    @Test
    void aRowThatIsRefusedHoldsUpNoOther() {
        String source = freshId("agent-runs/0/bad");
        database.value("ALTER TABLE dead_letter ADD CONSTRAINT refuse_one CHECK (source <> '" + source
                + "' OR record_key IS NULL) NOT VALID");
        try {
            letter("k", "{}", source, "r");
            String other = freshId("agent-runs/0/good");
            letter("k", "{}", other, "r");
            letterOf(other);
            assertThat(database.value(
                    "SELECT concat_ws(' ', reason, value_bytes, value_state) FROM dead_letter WHERE source = $1",
                    source)).isEqualTo("r 2 private");
        } finally {
            database.value("ALTER TABLE dead_letter DROP CONSTRAINT refuse_one");
        }
    }

    @Test
    void oneThatIsToldTwiceIsOneRow() {
        String source = freshId("agent-runs/0/twice");
        String other = freshId("agent-runs/0/other");
        letter("k", "{}", source, "told");
        letter("k", "{}", source, "told again");
        letter("k", "{}", other, "told");
        letterOf(other);
        assertThat(database.value("SELECT string_agg(reason, ',') FROM dead_letter WHERE source = $1", source))
                .isEqualTo("told");
    }

    @Test
    void aRedrivenRecordIsTheOneThatWasRefused() {
        String run = freshId("redriven");
        String original = failedToolRun(run).replace("create_invoice failed", "ask ann@example.org");
        String source = freshId("agent-runs/0/fixed");
        kafka.send(Topics.AGENT_RUNS_DLQ, 0, run, original, Map.of(Topics.HEADER_SOURCE, source,
                Topics.HEADER_REASON, "an older build refused it", Topics.HEADER_REDRIVEN, "before", "x-team",
                "billing"));
        String id = letterOf(source);

        redrive(id).statusCode(200)
                .body(equalTo("{\"dead_letter_id\":\"" + id + "\",\"status\":\"redriven\"}"));

        await().atMost(LONGEST).until(() -> database.rowsOf(run).size(), size -> size == 6);
        assertThat(database.value("SELECT error_message FROM run_payload WHERE run_id = $1", run))
                .isEqualTo("ask [email]");
        ConsumerRecord<String, String> again = kafka.find(Topics.AGENT_RUNS, run);
        assertThat(again.value()).isEqualTo(original);
        assertThat(again.headers().toArray()).hasSize(2);
        assertThat(KafkaClient.header(again, "x-team")).isEqualTo("billing");
        assertThat(KafkaClient.header(again, Topics.HEADER_REDRIVEN)).isEqualTo(id);
        assertThat(statusOf(id)).isEqualTo("redriven t");
        problem(redrive(id), 409, "The dead letter was redriven or discarded before.");
        problem(discard(id), 409, "The dead letter was redriven or discarded before.");
    }

    @Test
    void aRedrivenRecordCountsAtADoorOfItsOwn() {
        Map<String, Books.Account> before = books.settled();
        String run = freshId("counted");
        String source = freshId("agent-runs/0/counted");
        kafka.send(Topics.AGENT_RUNS_DLQ, 0, run, failedToolRun(run), Map.of(Topics.HEADER_SOURCE, source,
                Topics.HEADER_DOOR, "http", Topics.HEADER_MESSAGES, "7"));
        redrive(letterOf(source)).statusCode(200);
        await().atMost(LONGEST).untilAsserted(() -> assertThat(books.since(before))
                .containsEntry("redrive runs", new Books.Account(7, 0, 7, 0)).doesNotContainKey("http runs"));
    }

    @Test
    void whatIsRefusedAgainIsAnotherDeadLetter() {
        String key = freshId("again");
        String id = letterOf(kafka.send(Topics.AGENT_RUNS, 0, key, "{\"agent_name\": \"billing\"}", Map.of()));
        redrive(id).statusCode(200);
        await().atMost(LONGEST).until(() -> database.value(
                "SELECT count(*) FROM dead_letter WHERE record_key = $1 AND status = 'open' AND headers ->> 'redriven' = $2",
                key, id), "1"::equals);
        assertThat(statusOf(id)).isEqualTo("redriven t");
    }

    @Test
    void aDiscardedOneIsDecided() {
        String source = freshId("agent-runs/0/discarded");
        letter("k", "{}", source, "r");
        String id = letterOf(source);
        discard(id).statusCode(204).body(equalTo(""));
        assertThat(statusOf(id)).isEqualTo("discarded t");
        problem(discard(id), 409, "The dead letter was redriven or discarded before.");
        problem(redrive(id), 409, "The dead letter was redriven or discarded before.");
    }

    @Test
    void aRecordThatHasLeftItsTopicIsGone() throws Exception {
        String source = kafka.send(Topics.AGENT_SPANS, 1, "k", "no spans", Map.of());
        String id = letterOf(source);
        long offset = Long.parseLong(
                database.value("SELECT letter_offset FROM dead_letter WHERE source = $1", source));
        int partition = Integer.parseInt(
                database.value("SELECT letter_partition FROM dead_letter WHERE source = $1", source));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.deleteRecords(Map.of(new TopicPartition(Topics.AGENT_SPANS_DLQ, partition),
                    RecordsToDelete.beforeOffset(offset + 1))).all().get(20, TimeUnit.SECONDS);
        }
        problem(redrive(id), 410, "The record has left the dead-letter topic.");
        assertThat(statusOf(id)).isEqualTo("open f");
    }

    @Test
    void aTopicMadeAnewHoldsOtherRecords() {
        String source = freshId("agent-runs/0/other");
        letter("k", "{}", source, "r");
        String id = letterOf(source);
        database.value("UPDATE dead_letter SET source = source || '-before' WHERE dead_letter_id = $1::text::uuid", id);
        problem(redrive(id), 410, "The record has left the dead-letter topic.");
        database.value("UPDATE dead_letter SET letter_offset = 1000000000 WHERE dead_letter_id = $1::text::uuid", id);
        problem(redrive(id), 410, "The record has left the dead-letter topic.");
    }

    @Test
    void aRecordThatWasNeverKeptCannotBeSentAgain() {
        String source = freshId("agent-runs/0/never");
        letter("k", null, source, "r");
        problem(redrive(letterOf(source)), 410, "Of the record only its place and the reason were kept.");
    }

    @Test
    void manyAreRedrivenByTheirReason() {
        String reason = freshId("fixed in the next build");
        String left = freshId("agent-runs/0/left");
        letter("k", "{}", left, reason);
        letterOf(left);
        database.value("UPDATE dead_letter SET letter_offset = 1000000000 WHERE source = $1", left);
        String never = freshId("agent-runs/0/never");
        letter("k", null, never, reason);
        String[] runs = {freshId("many"), freshId("many"), freshId("many")};
        for (String run : runs) {
            letter(run, failedToolRun(run), "agent-runs/0/" + run, reason);
        }
        letterOf("agent-runs/0/" + runs[2]);
        String other = freshId("agent-runs/0/other");
        letter("k", "{}", other, "another reason");

        many(reason, 3).statusCode(200).body(equalTo("{\"redriven\":2,\"gone\":1,\"open\":3}"));
        for (String run : List.of(runs[0], runs[1])) {
            await().atMost(LONGEST).until(() -> database.rowsOf(run).size(), size -> size == 6);
        }
        assertThat(database.rowsOf(runs[2])).isEmpty();
        many(reason, 1).statusCode(200).body(equalTo("{\"redriven\":1,\"gone\":0,\"open\":2}"));
        await().atMost(LONGEST).until(() -> database.rowsOf(runs[2]).size(), size -> size == 6);
        many(reason, 1000).statusCode(200).body(equalTo("{\"redriven\":0,\"gone\":0,\"open\":2}"));
        problem(redrive(letterOf(left)), 410, "The record has left the dead-letter topic.");
        assertThat(statusOf(letterOf(other))).isEqualTo("open f");
    }

    @ParameterizedTest
    @CsvSource({"limit=0, /limit", "limit=1001, /limit", "limit=x, /limit", "reason=&limit=1, /reason",
            "reason=a%00b, /reason"})
    void badParametersAre422(String query, String pointer) {
        given().urlEncodingEnabled(false).post("/v1/dead-letters/redrive?" + query).then().statusCode(422)
                .contentType(Problem.MEDIA_TYPE)
                .body("errors[0].pointer", equalTo(pointer));
    }

    @Test
    void whatIsUnknownInThisProjectIs404() {
        String source = freshId("agent-runs/0/foreign");
        kafka.send(Topics.AGENT_RUNS_DLQ, 0, "k", "{}",
                Map.of(Topics.HEADER_SOURCE, source, Topics.HEADER_PROJECT, "other", Topics.HEADER_REASON, "r"));
        for (String id : new String[]{UNKNOWN, "7", letterOf(source)}) {
            problem(redrive(id), 404, "No dead letter is known by this id.");
            problem(discard(id), 404, "No dead letter is known by this id.");
        }
    }

    @Test
    void withKafkaAwayItStaysOpen() {
        String source = freshId("agent-runs/0/away");
        letter("k", "{}", source, "r");
        String id = letterOf(source);
        SharedStack.control(PartName.KAFKA, Control.KILL);
        try {
            redrive(id).statusCode(503).contentType(Problem.MEDIA_TYPE).header("Retry-After", "5");
        } finally {
            SharedStack.control(PartName.KAFKA, Control.START);
        }
        assertThat(statusOf(id)).isEqualTo("open f");
        await().atMost(LONGEST).until(() -> redrive(id).extract().statusCode(), status -> status == 200);
    }

    private void letter(String key, String value, String source, String reason) {
        kafka.send(Topics.AGENT_RUNS_DLQ, 0, key, value,
                Map.of(Topics.HEADER_SOURCE, source, Topics.HEADER_REASON, reason));
    }

    private String letterOf(String source) {
        return await().atMost(LONGEST).until(
                () -> database.value("SELECT dead_letter_id FROM dead_letter WHERE source = $1", source),
                id -> id != null);
    }

    private String statusOf(String id) {
        return database.value(
                "SELECT concat_ws(' ', status, decided_at IS NOT NULL) FROM dead_letter WHERE dead_letter_id = $1::text::uuid",
                id);
    }

    private static ValidatableResponse redrive(String id) {
        return given().post("/v1/dead-letters/" + id + "/redrive").then();
    }

    private static ValidatableResponse discard(String id) {
        return given().delete("/v1/dead-letters/" + id).then();
    }

    private static ValidatableResponse many(String reason, int limit) {
        return given().queryParam("reason", reason).queryParam("limit", limit).post("/v1/dead-letters/redrive").then();
    }

    private static void problem(ValidatableResponse answer, int status, String detail) {
        answer.statusCode(status).contentType(Problem.MEDIA_TYPE).body("detail", equalTo(detail));
    }
}
