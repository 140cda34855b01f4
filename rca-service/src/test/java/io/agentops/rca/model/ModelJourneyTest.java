package io.agentops.rca.model;

import static io.agentops.rca.Database.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.rca.Database;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;

@QuarkusTest
@TestProfile(ModelJourneyTest.WithModel.class)
class ModelJourneyTest {

    private static final String PROJECT = "model";
    private static final ObjectMapper JSON = new ObjectMapper();

    public static class WithModel implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.rca.model.enabled", "true", "agentops.rca.model.name", "m-1",
                    "agentops.rca.model.api-key", "sk-1", "agentops.rca.model.timeout", "4s");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Model.class));
        }
    }

    /** Answers, but never about a run that says so. */
    public static class Model implements QuarkusTestResourceLifecycleManager {

        private static final String ANSWER = """
                {"summary": [{"text": "flight_search answered 429.", "evidence_ids": ["ev_tool_c1"]},
                             {"text": "flight_search answered 503.", "evidence_ids": ["ev_tool_c1"]}],
                 "hypotheses": []}""";

        private ModelEndpoint endpoint;

        @Override
        public Map<String, String> start() {
            endpoint = new ModelEndpoint();
            endpoint.behave(exchange -> {
                var asked = endpoint.requests().get(endpoint.requests().size() - 1).body();
                (asked.contains("never answer") ? endpoint.stalling() : ModelEndpoint.answering(ANSWER)).meet(exchange);
            });
            return Map.of("agentops.rca.model.base-url", endpoint.url());
        }

        @Override
        public void stop() {
            endpoint.close();
        }
    }

    @Test
    void aReportSaysWhatTheModelAdded() throws JsonProcessingException {
        var rca = Database.forgotten(PROJECT, Database.rateLimitedRun(PROJECT));

        var report = reportOf(rca);

        assertThat(report.get("category").asText()).isEqualTo("rate_limited");
        assertThat((JsonNode) report.get("model")).isEqualTo(JSON.readTree(
                """
                        {"name": "m-1", "outcome": "answered", "dropped": 1, "summary": [
                          {"text": "flight_search answered 429.", "evidence_ids": ["ev_tool_c1"], "provenance": "model(m-1)"}]}"""));
        assertThat(RestAssured.get("/metrics").asString())
                .contains("agentops_rca_model_reports_total{outcome=\"answered\"}",
                        "agentops_rca_model_duration_seconds_count",
                        "agentops_rca_model_dropped_total");
    }

    @Test
    void aModelThatStallsDelaysAReportAndChangesNothingElse() throws JsonProcessingException {
        var run = Database.rateLimitedRun(PROJECT);
        var answered = reportOf(Database.forgotten(PROJECT, run));
        Database.execute("UPDATE run_payload SET error_message = 'never answer' WHERE project_id = ? AND run_id = ?",
                PROJECT, run);
        var rca = Database.forgotten(PROJECT, run);

        var stalled = reportOf(rca);

        assertThat((JsonNode) stalled.get("model"))
                .isEqualTo(JSON
                        .readTree("{\"name\": \"m-1\", \"outcome\": \"timed_out\", \"dropped\": 0, \"summary\": []}"));
        assertThat(stalled.get("hypotheses")).isEqualTo(answered.get("hypotheses"));
        assertThat(stalled.get("suspects")).isEqualTo(answered.get("suspects"));
        assertThat(stalled.get("action_items")).isEqualTo(answered.get("action_items"));
        // The lease is shorter than the model's time, and was kept.
        assertThat(row(PROJECT, rca).attempt()).isEqualTo(1);
    }

    private static JsonNode reportOf(UUID rca) throws JsonProcessingException {
        await().atMost(Duration.ofSeconds(30)).until(() -> row(PROJECT, rca).status().equals("done"));
        return JSON.readTree(row(PROJECT, rca).report());
    }
}
