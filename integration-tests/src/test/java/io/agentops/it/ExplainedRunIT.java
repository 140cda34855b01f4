package io.agentops.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RunningPlatform.class)
class ExplainedRunIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    void aMissingFieldIsExplainedByTheCallAndTheGuardrailEvent() throws Exception {
        String run = Runs.freshId("missing-field");
        Runs.ingest(Runs.missingField(run));
        given().get("/agent-runs/{id}/timeline", run).then().statusCode(200)
                .body("items.kind", contains("step", "step", "tool_call", "guardrail"))
                .body("items.id", contains("s1", "s2", "c1", "g1"))
                .body("items.offset_ms", contains(0.0f, 1000.0f, 1000.0f, 2000.0f));

        String rca = Runs.requestRca(run);
        EventStream stream = EventStream.readToEnd("/rca-runs/" + rca + "/stream", null);
        assertThat(stream.ids()).containsExactly("1-1", "1-2", "1-3", "1-4", "1-5");
        assertThat(stream.events().get(0).data()).contains("\"status\":\"running\"", "\"step\":\"Starting RCA\"",
                "\"pct\":5,");
        assertThat(stream.events().get(4).data()).contains("\"status\":\"done\"", "\"step\":\"RCA complete\"",
                "\"pct\":100,");
        assertThat(EventStream.readToEnd("/rca-runs/" + rca + "/stream", "1-3").ids()).containsExactly("1-4", "1-5");
        assertThat(EventStream.readToEnd("/rca-runs/" + rca + "/stream", "1-5").status()).isEqualTo(204);

        given().get("/agent-runs/rca-runs/{id}", rca).then().statusCode(200)
                .body("status", equalTo("done"), "run_id", equalTo(run), "report.category",
                        equalTo("tool_schema_mismatch"),
                        "report.insufficient_evidence", equalTo(false))
                .body("report.hypotheses[0].evidence_ids", hasItems("ev_tool_c1", "ev_guard_g1"))
                .body("report.hypotheses[0].title", containsString("(currency)"));
        given().post("/agent-runs/{id}/rca-runs", run).then().statusCode(200).body("rca_run_id", equalTo(rca));
        given().get("/agent-runs/{id}/rca-runs", run).then().statusCode(200).body("items.rca_run_id", contains(rca));
    }

    @Test
    void aRunThatSaysNothingIsNotGuessedAt() {
        String run = Runs.freshId("nothing-said");
        Runs.ingest(Runs.nothingSaid(run));
        String rca = Runs.requestRca(run);
        await().atMost(LONGEST).until(() -> given().get("/agent-runs/rca-runs/{id}", rca).path("status"),
                "done"::equals);
        given().get("/agent-runs/rca-runs/{id}", rca).then()
                .body("report.category", equalTo("unknown"), "report.insufficient_evidence", equalTo(true),
                        "report.insufficient_reason", not(emptyString()))
                .body("report.hypotheses", empty())
                .body("report.action_items.title", hasItems("Enable detailed tracing", "Add structured error codes"));
    }

    @Test
    void aRunFromKafkaIsQueriedAndExplained() throws Exception {
        String run = Runs.freshId("from-kafka");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", RunningPlatform.kafka()),
                new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("agent-runs", run, Runs.missingField(run))).get(20, TimeUnit.SECONDS);
        }
        await().atMost(LONGEST).until(() -> given().get("/agent-runs/{id}", run).statusCode(), status -> status == 200);
        given().get("/agent-runs/{id}", run).then().body("steps", equalTo(2), "tool_calls", equalTo(1),
                "guardrail_events",
                equalTo(1), "agent_name", equalTo("billing-agent"));
        String rca = Runs.requestRca(run);
        EventStream stream = EventStream.readToEnd("/rca-runs/" + rca + "/stream", null);
        assertThat(stream.events().get(4).data()).contains("tool_schema_mismatch");
    }

    @Test
    void anAnalysisKilledInTheMiddleFinishesOnce() throws Exception {
        String run = Runs.freshId("killed");
        Runs.ingest(Runs.missingField(run));
        String rca;
        try (Connection holder = RunningPlatform.database();
                Statement lock = holder.createStatement();
                Connection other = RunningPlatform.database();
                Statement statement = other.createStatement()) {
            holder.setAutoCommit(false);
            // Holds the analysis where it reads the run.
            lock.execute("LOCK TABLE tool_call IN ACCESS EXCLUSIVE MODE");
            rca = askFor(run, statement);
            String queued = rca;
            await().atMost(LONGEST).until(() -> column(statement, "status", queued), "running"::equals);
            await().atMost(LONGEST).until(() -> isAwaited(statement, "tool_call"));
            RunningPlatform.kill("rca-service");
            holder.rollback();
        }
        await().atMost(LONGEST).until(() -> given().get("/agent-runs/rca-runs/{id}", rca).path("status"),
                "done"::equals);
        try (Connection connection = RunningPlatform.database(); Statement statement = connection.createStatement()) {
            assertThat(column(statement, "attempt", rca)).isEqualTo("2");
        }
        List<String> ids = EventStream.readToEnd("/rca-runs/" + rca + "/stream", null).ids();
        assertThat(ids).startsWith("1-1").endsWith("2-1", "2-2", "2-3", "2-4", "2-5").doesNotContain("1-5");
        given().get("/agent-runs/rca-runs/{id}", rca).then().body("report.category", equalTo("tool_schema_mismatch"));
    }

    @Test
    void theOriginAnswersForThePlatform() {
        given().get("/").then().statusCode(200).body("status", equalTo("ok"), "service", equalTo("agentops"));
        given().get("/health").then().statusCode(200).body("services.'rca-service'", equalTo("UP"));
        given().get("/openapi").then().statusCode(200).body("paths.'/agent-runs'.post.summary",
                containsString("Ingest one run"));
        given().get("/docs/").then().statusCode(200);
        given().get("/no/such/path").then().statusCode(404).contentType("application/problem+json");
        given().contentType("application/json").body("{").post("/agent-runs").then().statusCode(400)
                .contentType("application/problem+json");
    }

    /** Queues an analysis without reading the run, which the caller has locked. */
    private static String askFor(String run, Statement statement) throws Exception {
        try (ResultSet added = statement
                .executeQuery("INSERT INTO rca_run (project_id, rca_run_id, run_id, content_hash) "
                        + "VALUES ('default', uuidv7(), '" + run + "', 'held') RETURNING rca_run_id")) {
            added.next();
            return added.getString(1);
        }
    }

    /** Whether somebody waits for the table that another has locked. */
    private static boolean isAwaited(Statement statement, String table) throws Exception {
        try (ResultSet found = statement.executeQuery("SELECT EXISTS (SELECT FROM pg_locks WHERE relation = '" + table
                + "'::regclass AND NOT granted)")) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private static String column(Statement statement, String column, String rca) throws Exception {
        try (ResultSet found = statement
                .executeQuery("SELECT " + column + "::text FROM rca_run WHERE rca_run_id = '" + rca + "'")) {
            found.next();
            return found.getString(1);
        }
    }
}
