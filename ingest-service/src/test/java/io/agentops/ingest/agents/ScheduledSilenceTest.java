package io.agentops.ingest.agents;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ScheduledSilenceTest.Impatient.class)
class ScheduledSilenceTest {

    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.agents.silent-after", "3s", "agentops.agents.return-within", "3s",
                    "agentops.agents.silence-every", "1s",
                    "agentops.agents.sample-every", "1s", "agentops.limits.backlog-every", "200ms");
        }
    }

    @Inject
    Database database;

    private static void beat(String agent) {
        assertThat(given().contentType("application/json")
                .body("{\"agent_id\": \"%s\", \"status\": \"HEALTHY\"}".formatted(agent)).post("/telemetry")
                .statusCode())
                .isEqualTo(200);
    }

    private void awaitHistory(String agent, String expected) {
        await().atMost(Duration.ofSeconds(60)).until(() -> database.value(
                "SELECT string_agg(detail->>'status', ' ' ORDER BY at) FROM agent_event WHERE agent_id = $1", agent),
                expected::equals);
    }

    @Test
    void whoFallsSilentIsFoundAndHeardAgain() {
        String agent = freshId("scheduled");
        beat(agent);
        awaitHistory(agent, "HEALTHY UNKNOWN");
        beat(agent);
        awaitHistory(agent, "HEALTHY UNKNOWN HEALTHY UNKNOWN");
        assertThat(database.value("SELECT status || ' ' || silent FROM agent WHERE agent_id = $1", agent))
                .isEqualTo("UNKNOWN true");
        assertThat(database.value("SELECT count(*) > 0 FROM agent_sample WHERE agent_id = $1", agent))
                .isEqualTo("true");
    }
}
