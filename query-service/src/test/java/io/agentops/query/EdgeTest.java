package io.agentops.query;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.http.Problem;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class EdgeTest {

    private static final List<String> READS = List.of("/agent-runs/r1", "/agent-runs/r1/timeline",
            "/agent-runs/r1/rca-runs", "/v1/runs", "/v1/runs/r1", "/v1/runs/r1/steps", "/v1/runs/r1/failures",
            "/v1/runs/r1/waterfall", "/v1/runs/r1/graph", "/v1/runs/r1/diff/r2",
            "/v1/traces/t1", "/v1/traces/t1/spans", "/metrics/overview", "/agent-runs/rca-runs/" + UUID.randomUUID(),
            "/rca-runs/" + UUID.randomUUID() + "/stream");

    @Inject
    Pool pool;

    @Test
    void everyServicesPagesAreServed() {
        given().get("/").then().statusCode(200).body(equalTo("{\"status\":\"ok\",\"service\":\"query-service\"}"));
        for (String path : List.of("/health", "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started")) {
            given().get(path).then().statusCode(200).body("status", equalTo("UP"));
        }
        given().get("/metrics").then().statusCode(200).body(containsString("jvm_threads_live_threads"));
        given().get("/docs/").then().statusCode(200).body(containsString("swagger"));
        given().get("/openapi?format=json").then().statusCode(200).body("openapi", startsWith("3.1"))
                .body("info.title", equalTo("query-service API"))
                .body("paths", hasKey("/agent-runs/{run_id}/timeline"))
                .body("paths", hasKey("/rca-runs/{rca_run_id}/stream"))
                .body("paths.'/v1/runs'.get.parameters.name",
                        hasItems("agent_id", "failure_code", "from", "hung", "limit"));
    }

    @Test
    void unknownPathsAndWrongMethodsAreProblems() {
        for (String path : List.of("/nowhere", "/agent-runs", "/agent-runs/r1/nothing", "/metrics/nothing",
                "/rca-runs", "/v1/traces", "/v1/runs/r1/nothing")) {
            given().accept("text/html").get(path).then().statusCode(404).contentType(Problem.MEDIA_TYPE);
        }
        for (String path : READS) {
            given().contentType("application/json").body("{}").post(path).then().statusCode(405)
                    .contentType(Problem.MEDIA_TYPE).header("Allow", containsString("GET"));
        }
    }

    @Test
    void nothingCanBeWritten() {
        assertThat(shown("default_transaction_read_only")).isEqualTo("on");
        assertThat(shown("statement_timeout")).isEqualTo("10s");
    }

    @Test
    void withoutTheDatabaseEveryReadIs503UntilItIsBack() {
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            for (String path : READS) {
                given().get(path).then().statusCode(503).contentType(Problem.MEDIA_TYPE).header("Retry-After", "5")
                        .body("detail", equalTo("A backing store is away. Try again in a few seconds."));
            }
            given().get("/q/health/ready").then().statusCode(503);
            given().get("/q/health/live").then().statusCode(200);
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }
        await().atMost(20, SECONDS).until(() -> given().get("/q/health/ready").statusCode() == 200);
        given().get("/metrics/overview").then().statusCode(200);
    }

    @Test
    void withoutRedisTheServiceStaysReady() {
        SharedStack.control(PartName.REDIS, Control.KILL);
        try {
            given().get("/q/health/ready").then().statusCode(200);
            given().get("/metrics/overview").then().statusCode(200);
        } finally {
            SharedStack.control(PartName.REDIS, Control.START);
        }
    }

    private String shown(String setting) {
        return pool.query("SHOW " + setting).execute().await().atMost(Duration.ofSeconds(10)).iterator().next()
                .getString(0);
    }
}
