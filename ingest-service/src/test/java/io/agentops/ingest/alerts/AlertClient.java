package io.agentops.ingest.alerts;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Singleton;

import io.agentops.ingest.Database;
import io.agentops.ingest.Samples;
import io.agentops.ingest.limits.Backlog;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;

/** What tests of rules do. */
@Singleton
class AlertClient {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Evaluator evaluator;
    private final Database database;
    private final Backlog backlog;

    AlertClient(Evaluator evaluator, Database database, Backlog backlog) {
        this.evaluator = evaluator;
        this.database = database;
        this.backlog = backlog;
    }

    /** Writes a rule; quotes may be single. */
    JsonPath created(String rule) {
        return given().contentType(ContentType.JSON).body(rule.replace('\'', '"')).post("/v1/alert-rules").then()
                .statusCode(201).extract().jsonPath();
    }

    String create(String rule) {
        return created(rule).getString("rule_id");
    }

    /** A round of the evaluation in which only this rule is due. */
    void evaluate(String rule, Instant now) {
        await().atMost(Duration.ofSeconds(60)).until(() -> !backlog.isBehind());
        database.value("UPDATE alert_state SET due_at = CASE WHEN rule_id = ($1::text)::uuid THEN to_timestamp(0) "
                + "ELSE 'infinity' END RETURNING ''", rule);
        evaluator.round(now).await().atMost(LONGEST);
    }

    /** The state of a rule, and its value in as many decimals as it has. */
    String state(String rule) {
        return database.value("SELECT concat_ws(' ', state, value::float4, CASE WHEN failed THEN 'failed' END) "
                + "FROM alert_state WHERE rule_id = ($1::text)::uuid", rule);
    }

    /** What happened to a rule, the first first. */
    List<String> events(String rule) {
        String all = database
                .value("SELECT string_agg(concat_ws(' ', state, value::float4, threshold::float4, notification), ',' "
                        + "ORDER BY at, event_id) FROM alert_event WHERE rule_id = ($1::text)::uuid", rule);
        return all == null ? List.of() : List.of(all.split(",", -1));
    }

    String evidence(String rule) {
        return database.value("SELECT evidence::text FROM alert_event WHERE rule_id = ($1::text)::uuid "
                + "ORDER BY at DESC, event_id DESC LIMIT 1", rule);
    }

    /** Reports runs of an agent that took a second each and ended then. */
    void runs(String agent, int count, String status, Instant ended) {
        for (int i = 0; i < count; i++) {
            run("""
                    {"run_id": "%s", "agent_name": "%s", "status": "%s", "started_at": "%s", "ended_at": "%s"}"""
                    .formatted(Samples.freshId("alert"), agent, status, ended.minusSeconds(1), ended));
        }
    }

    void run(String run) {
        assertThat(given().contentType(ContentType.JSON).body(run).post("/agent-runs").statusCode()).isEqualTo(200);
    }
}
