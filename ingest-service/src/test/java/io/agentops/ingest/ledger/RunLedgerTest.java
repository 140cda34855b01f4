package io.agentops.ingest.ledger;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.agentops.ingest.Samples.privacyRun;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.agentops.ingest.ledger.Books.Account;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;

@QuarkusTest
class RunLedgerTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String LAST = " WHERE topic = 'agent-runs' AND partition = 1";

    @Inject
    Books books;

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    @Inject
    LedgerCheck check;

    @Inject
    Gaps gaps;

    @Inject
    LedgerSettings settings;

    @Inject
    MeterRegistry meters;

    @Inject
    Pool pool;

    @BeforeEach
    void begin() {
        books.begin();
    }

    @Test
    void everyDoorAccountsForEachRunItReceived() {
        Map<String, Account> before = books.settled();
        String refused = freshId("refused");
        post("/agent-runs", failedToolRun(freshId("http")), 200);
        post("/agent-runs", largeRun(freshId("large")), 200);
        post("/v1/runs", privacyRun(freshId("privacy")), 200);
        post("/agent-runs", "{\"run_id\": \"x\"}", 422);
        post("/agent-runs", "{broken", 400);
        bulk("/agent-runs/bulk", failedToolRun(freshId("bulk")), "{broken", "{\"run_id\": \"x\"}",
                failedToolRun(freshId("bulk")));
        bulk("/v1/runs/bulk", privacyRun(freshId("bulk")), failedToolRun(freshId("content")));
        database.value("ALTER TABLE run ADD CONSTRAINT refuse_one CHECK (run_id <> '" + refused + "') NOT VALID");
        try {
            post("/agent-runs", failedToolRun(refused), 202);
            bulk("/agent-runs/bulk", failedToolRun(refused), failedToolRun(refused), failedToolRun(freshId("beside")));
        } finally {
            database.value("ALTER TABLE run DROP CONSTRAINT refuse_one");
        }
        books.awaitSince(before, Map.of("http runs", new Account(4, 2, 3, 1), "bulk runs", new Account(6, 3, 4, 2)));
    }

    @Test
    void recordsOfDirectProducersCountAsSuch() {
        String project = freshId("direct");
        Map<String, String> own = Map.of("project_id", project);
        String id = freshId("direct");
        kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id), own);
        kafka.send(Topics.AGENT_RUNS, 1, id, privacyRun(id), own);
        kafka.send(Topics.AGENT_RUNS, 1, id, "{poison", own);
        kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id),
                Map.of("project_id", project, "door", "no door", "messages", "7"));
        kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id), Map.of("project_id", project, "door", "http"));
        kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id),
                Map.of("project_id", project, "door", "bulk", "messages", "0"));
        kafka.send(Topics.AGENT_RUNS, 0, id, failedToolRun(id),
                Map.of("project_id", project, "door", "bulk", "messages", "-1"));
        await().atMost(LONGEST).untilAsserted(() -> assertThat(books.of(project)).isEqualTo(Map.of(
                "kafka runs", new Account(0, 0, 3, 1), "http runs", new Account(0, 0, 1, 0),
                "bulk runs", new Account(0, 0, 1, 0))));
    }

    @Test
    void whatTheWriterHasNotStoredYetIsInFlightAndNotMissing() {
        Map<String, Account> before = books.settled();
        SqlConnection holding = pool.getConnection().await().atMost(LONGEST);
        try {
            holding.query("BEGIN").execute().await().atMost(LONGEST);
            holding.query("LOCK TABLE run_key IN ACCESS EXCLUSIVE MODE").execute().await().atMost(LONGEST);
            given().contentType("application/json").header("Prefer", "respond-async")
                    .body(failedToolRun(freshId("held"))).post("/agent-runs").then().statusCode(202);
            assertThat(books.since(before)).isEqualTo(Map.of("http runs", new Account(1, 0, 0, 0)));
            assertThat(inFlight()).isEqualTo("1");
            assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
        } finally {
            holding.query("ROLLBACK").execute().await().atMost(LONGEST);
            holding.close().await().atMost(LONGEST);
        }
        books.awaitSince(before, Map.of("http runs", new Account(1, 0, 1, 0)));
        assertThat(inFlight()).isEqualTo("0");
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void nothingIsLostOrCountedTwiceWhenPostgresGoesAway() {
        Map<String, Account> before = books.settled();
        // PostgreSQL for tests does not wait for its disk, and would forget what it committed last.
        database.value("CHECKPOINT");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            for (int i = 0; i < 5; i++) {
                given().contentType("application/json").header("Prefer", "respond-async")
                        .body(failedToolRun(freshId("outage"))).post("/agent-runs").then().statusCode(202);
            }
            post("/agent-runs", "{\"run_id\": \"x\"}", 422);
            post("/agent-runs", "{poison", 400);
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }
        books.awaitSince(before, Map.of("http runs", new Account(5, 2, 5, 0)));
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void aCountThatIsMissingIsADifference() {
        for (int i = 0; i < 4; i++) {
            post("/agent-runs", failedToolRun(freshId("tampered")), 200);
        }
        books.settled();
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
        String http = " WHERE project_id = 'default' AND door = 'http' AND unit = 'runs' AND hour = ($1::text)::timestamptz"
                + " AND partition = -1";
        String hour = database.value("SELECT max(hour) FROM ledger "
                + "WHERE project_id = 'default' AND door = 'http' AND unit = 'runs' AND stored > 1");
        database.value("UPDATE ledger_count SET stored = stored - 2" + http, hour);
        try {
            assertThat(missing()).hasToString(
                    "2 runs accepted at the door http for project default are neither stored nor dead-lettered");
            assertThat(gauge()).isEqualTo(2);
        } finally {
            database.value("UPDATE ledger_count SET stored = stored + 2" + http, hour);
        }
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
        assertThat(gauge()).isZero();
    }

    @Test
    void beforeAnybodyLookedTheDifferenceIsNotKnown() {
        MeterRegistry own = new SimpleMeterRegistry();
        LedgerCheck fresh = new LedgerCheck(gaps, pool, settings, own);
        assertThat(own.get("agentops.ledger.difference").gauge().value()).isNaN();
        fresh.check().await().atMost(LONGEST);
        assertThat(own.get("agentops.ledger.difference").gauge().value()).isZero();
    }

    @Test
    void aSingleRecordThatCannotBeCountedIsStoredAllTheSame() {
        String project = freshId("uncounted");
        database.value(
                "ALTER TABLE ledger_count ADD CONSTRAINT refuse_one CHECK (project_id <> '" + project + "') NOT VALID");
        try {
            kafka.send(Topics.AGENT_RUNS, 1, project, failedToolRun(project), Map.of("project_id", project));
            await().atMost(LONGEST).until(() -> database.value(
                    "SELECT count(*) FROM run WHERE project_id = $1", project), "1"::equals);
        } finally {
            database.value("ALTER TABLE ledger_count DROP CONSTRAINT refuse_one");
        }
        directly("after");
    }

    @Test
    void recordsThatTheWriterSkippedAreADifference() {
        directly("1");
        directly("2");
        directly("3");
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
        database.value("UPDATE ledger_offset SET next_offset = next_offset - 2, records = records - 2" + LAST);
        try {
            directly("4");
            assertThat(missing()).isEqualTo(new Balance.Missing(2,
                    List.of("2 offsets of agent-runs-1 were passed without being counted once")));
        } finally {
            database.value("UPDATE ledger_offset SET records = records + 2" + LAST);
            database.value("DELETE FROM ledger_gap");
        }
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void transactionsOfDirectProducersLeaveNoDifference() {
        directly("first");
        for (int i = 0; i < 3; i++) {
            String project = freshId("transaction");
            kafka.sendInTransaction(Topics.AGENT_RUNS, 1, project, failedToolRun(project),
                    Map.of("project_id", project));
            await().atMost(LONGEST).untilAsserted(() -> assertThat(books.of(project))
                    .isEqualTo(Map.of("kafka runs", new Account(0, 0, 1, 0))));
        }
        // The last transaction's marker may be written after its records are read.
        await().atMost(LONGEST).untilAsserted(() -> {
            directly("last");
            assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
            assertThat(database.value("SELECT empty FROM ledger_offset" + LAST)).isEqualTo("3");
        });
        assertThat(database.value("SELECT count(*) FROM ledger_gap")).isEqualTo("0");
    }

    @Test
    void aPartitionThatIsGoneHoldsNoOtherUp() {
        database.value(
                "INSERT INTO ledger_gap (topic, partition, from_offset, to_offset) VALUES ('agent-runs', 999999, 1, 2)");
        directly("first");
        String project = freshId("transaction");
        kafka.sendInTransaction(Topics.AGENT_RUNS, 1, project, failedToolRun(project), Map.of("project_id", project));
        directly("last");
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
        assertThat(database.value("SELECT string_agg(partition::text, ',') FROM ledger_gap")).isEqualTo("999999");
    }

    /** Stores one record of a direct producer. */
    private void directly(String name) {
        String project = freshId("direct-" + name);
        kafka.send(Topics.AGENT_RUNS, 1, name, failedToolRun(project), Map.of("project_id", project));
        await().atMost(LONGEST).untilAsserted(() -> assertThat(books.of(project))
                .isEqualTo(Map.of("kafka runs", new Account(0, 0, 1, 0))));
    }

    private Balance.Missing missing() {
        return check.check().await().atMost(LONGEST);
    }

    private double gauge() {
        return meters.get("agentops.ledger.difference").gauge().value();
    }

    private String inFlight() {
        return database.value("SELECT sum(greatest(0, acked_offset - next_offset)) FROM ledger_offset "
                + "WHERE topic = 'agent-runs'");
    }

    private static void post(String path, String run, int status) {
        given().contentType("application/json").body(run).post(path).then().statusCode(status);
    }

    private static void bulk(String path, String... runs) {
        StringBuilder lines = new StringBuilder();
        for (String run : runs) {
            lines.append(run.replace('\n', ' ')).append('\n');
        }
        given().contentType("application/x-ndjson").body(lines.toString().getBytes(StandardCharsets.UTF_8)).post(path)
                .then().statusCode(200);
    }

    /** A run of more than a megabyte, which takes several records. */
    private static String largeRun(String id) {
        StringBuilder calls = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            calls.append(i == 0 ? "" : ",").append("{\"call_id\": \"c").append(i)
                    .append("\", \"step_id\": \"s\", \"tool_name\": \"t\", \"result_summary\": \"")
                    .append("x".repeat(400)).append("\"}");
        }
        return "{\"run_id\": \"" + id + "\", \"agent_name\": \"a\", \"status\": \"success\","
                + " \"started_at\": \"2026-01-05T10:00:00Z\", \"tool_calls\": [" + calls + "]}";
    }
}
