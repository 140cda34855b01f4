package io.agentops.ingest.webhooks;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;

/** An installation as it comes: no key, and public receivers alone. */
@QuarkusTest
@TestProfile(PublicTargetsTest.AsItComes.class)
class PublicTargetsTest {

    public static class AsItComes implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.alerts.secret-key", "", "agentops.alerts.allow-private-targets", "false");
        }
    }

    @Test
    void aRuleHasNoWebhooksWithoutAKeyAndNoneInside() {
        String rule = """
                {"name": "n", "condition": {"kind": "threshold", "metric": "runs", "window": "5m", "value": 1}%s}""";
        given().contentType(ContentType.JSON).body(rule.formatted("")).post("/v1/alert-rules").then().statusCode(201);
        given().contentType(ContentType.JSON)
                .body(rule.formatted(", \"webhooks\": [{\"url\": \"https://hooks.example.org/\"}]"))
                .post("/v1/alert-rules")
                .then().statusCode(422).body("errors.size()", equalTo(1))
                .body("errors[0].pointer", equalTo("/webhooks/0"))
                .body("errors[0].message", startsWith("needs the setting agentops.alerts.secret-key"));
        given().contentType(ContentType.JSON)
                .body(rule.formatted(", \"webhooks\": [{\"url\": \"http://169.254.169.254/latest/meta-data\"}]"))
                .post("/v1/alert-rules").then().statusCode(422).body("errors[0].pointer", equalTo("/webhooks/0/url"))
                .body("errors[0].message", equalTo("must be a public address"));
    }
}
