package io.agentops.rca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class ServiceSurfaceTest {

    @Inject
    Pool pool;

    @Test
    void theServiceSaysWhichItIs() {
        RestAssured.get("/").then().statusCode(200).body("status", equalTo("ok")).body("service",
                equalTo("rca-service"));
    }

    @Test
    void itIsReadyWhenTheDatabaseIs() {
        RestAssured.get("/q/health/ready").then().statusCode(200).body("checks.name", equalTo(
                List.of("database schema")));
        RestAssured.get("/q/health/live").then().statusCode(200);
        RestAssured.get("/q/health/started").then().statusCode(200);
        RestAssured.get("/health").then().statusCode(200).body("status", equalTo("UP"));
    }

    @Test
    void itsMetricsCanBeScraped() {
        RestAssured.get("/metrics").then().statusCode(200)
                .body(containsString("agentops_rca_queue_age"))
                .body(containsString("agentops_rca_in_flight"));
    }

    @Test
    void itsDocumentationIsThere() {
        RestAssured.get("/docs/").then().statusCode(200);
        assertThat(RestAssured.get("/openapi").asString()).startsWith("---\nopenapi: 3.1");
    }

    @Test
    void theDatabaseEndsWhatTakesTooLong() {
        assertThat(shown("statement_timeout")).isEqualTo("2min");
        assertThat(shown("transaction_timeout")).isEqualTo("150s");
    }

    private String shown(String setting) {
        return pool.query("SHOW " + setting).execute().await().atMost(Duration.ofSeconds(10)).iterator().next()
                .getString(0);
    }
}
