package io.agentops.http;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import org.junit.jupiter.api.Test;

import io.agentops.contract.SchemaVersion;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class StatusPagesTest {

    @Test
    void theRootNamesTheService() {
        given().get("/").then().statusCode(200).body(equalTo("{\"status\":\"ok\",\"service\":\"edge-test\"}"));
    }

    @Test
    void livenessDoesNotAskTheDatabase() {
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/health/started").then().statusCode(200);
    }

    @Test
    void withoutTheDatabaseTheServiceIsNotReady() {
        for (String path : new String[]{"/q/health/ready", "/health", "/q/health"}) {
            given().get(path).then().statusCode(503).body("status", equalTo("DOWN"))
                    .body("checks.find { it.name == 'database schema' }.data.reason", equalTo("the database is away"))
                    .body("checks.find { it.name == 'database schema' }.data.required",
                            equalTo(SchemaVersion.REQUIRED));
        }
    }

    @Test
    void documentationAndMetricsAreServed() {
        given().get("/metrics").then().statusCode(200).body(containsString("jvm_threads_live_threads"));
        given().get("/docs/").then().statusCode(200).body(containsString("swagger"));
        given().get("/openapi?format=json").then().statusCode(200)
                .body("openapi", startsWith("3.1"))
                .body("info.title", equalTo("edge-test API"))
                .body("paths.'/orders/page'.get.responses.default.'$ref'", equalTo("#/components/responses/Problem"));
    }
}
