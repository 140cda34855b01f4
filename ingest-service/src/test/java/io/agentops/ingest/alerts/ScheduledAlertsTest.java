package io.agentops.ingest.alerts;

import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.webhooks.TestReceiver;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;

/** From a run that failed to whoever is told of it, by the clock alone. */
@QuarkusTest
@TestProfile(ScheduledAlertsTest.EverySecond.class)
class ScheduledAlertsTest {

    public static class EverySecond implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.alerts.every", "1s", "agentops.alerts.deliver-every", "1s",
                    "agentops.alerts.origin",
                    "https://agents.example.org");
        }
    }

    @Inject
    AlertClient alerts;

    @Inject
    Database database;

    @Test
    void whoeverWatchesAnAgentIsToldThatItFails() {
        String agent = freshId("failing agent");
        alerts.runs(agent, 4, "failure", Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(20));
        try (TestReceiver receiver = new TestReceiver()) {
            JsonPath made = alerts.created(
                    """
                            {'name': 'Fails', 'condition': {'kind': 'threshold', 'metric': 'failure_rate', 'window': '5m', 'value': 0.5,
                              'minimum_runs': 4}, 'filters': {'agent_id': '%s'}, 'webhooks': [{'url': '%s/hook'}]}"""
                            .formatted(agent, receiver.url()));
            String rule = made.getString("rule_id");
            await().atMost(Duration.ofSeconds(30)).until(() -> receiver.messages().size(), size -> size > 0);
            TestReceiver.Message message = receiver.messages().get(0);
            assertThat(message.isSignedBy(made.getString("webhooks[0].secret"))).isTrue();
            String alert = database.value("SELECT event_id FROM alert_event WHERE rule_id = ($1::text)::uuid", rule);
            assertThat(message.id()).isEqualTo(alert);
            JsonPath body = new JsonPath(message.body());
            assertThat(body.getString("type")).isEqualTo("alert.fired");
            assertThat(body.getMap("data")).containsAllEntriesOf(Map.of("event_id", alert, "state", "fired", "rule_id",
                    rule, "rule", "Fails", "kind", "threshold", "metric", "failure_rate", "window", "5m", "filters",
                    Map.of("agent_id", agent), "evidence", Map.of("total", 4, "failed", 4)));
            assertThat(body.getMap("data.links")).isEqualTo(Map.of(
                    "rule", "https://agents.example.org/v1/alert-rules/" + rule,
                    "runs", "https://agents.example.org/v1/runs?agent_id=" + agent.replace(' ', '+'),
                    "alert", "https://agents.example.org/v1/alerts/" + alert));
            await().atMost(Duration.ofSeconds(10)).until(() -> database.value(
                    "SELECT status FROM alert_delivery WHERE event_id = ($1::text)::uuid", alert), "delivered"::equals);
            assertThat(receiver.messages()).hasSize(1);
        }
    }
}
