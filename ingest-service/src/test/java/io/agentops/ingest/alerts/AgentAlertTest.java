package io.agentops.ingest.alerts;

import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;

/** Rules over agents as they are now. */
@QuarkusTest
class AgentAlertTest {

    private static final String RULE = """
            {'name': 'Agents', 'condition': {'kind': 'threshold', 'metric': '%s', 'window': '10m', 'value': 1},
             'filters': {'agent_id': '%s'}}""";

    @Inject
    AlertClient alerts;

    @Inject
    Database database;

    private void agent(String name, int number, String status, boolean silent, int secondsAgo) {
        database.value(
                """
                        INSERT INTO agent (project_id, agent_id, agent_name, status, status_since, silent, error_rate, sidecar_id, sequence, restarts,
                                           heard_at, told, heartbeat)
                        VALUES ('default', $1 || '-' || $2::int, $1, $3, now() - make_interval(secs => $5::int), $4, 0, '', 0, 0,
                                now() - make_interval(secs => $5::int), '', '{}')
                        RETURNING ''""",
                name, number, status, silent, secondsAgo);
    }

    @Test
    void agentsThatFellSilentLatelyAreCounted() {
        String name = freshId("vanishing");
        agent(name, 1, "UNKNOWN", true, 60);
        agent(name, 2, "UNKNOWN", true, 3600);
        agent(name, 3, "UNKNOWN", false, 60);
        String rule = alerts.create(RULE.formatted("agents_unknown", name));
        Instant now = Instant.now();
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("ok 1");
        agent(name, 4, "UNKNOWN", true, 30);
        alerts.evaluate(rule, now.plusSeconds(30));
        assertThat(alerts.events(rule)).containsExactly("fired 2 1 none");
    }

    @Test
    void agentsThatAreUnhealthyAreCountedHoweverLongTheyAre() {
        String name = freshId("unhealthy");
        agent(name, 1, "UNHEALTHY", false, 5);
        agent(name, 2, "UNHEALTHY", false, 3600);
        agent(name, 3, "HEALTHY", false, 5);
        String rule = alerts.create(RULE.formatted("agents_unhealthy", name));
        alerts.evaluate(rule, Instant.now());
        assertThat(alerts.state(rule)).isEqualTo("ok 1");
        database.value("UPDATE agent SET heard_at = now() WHERE agent_id = $1 || '-2' RETURNING ''", name);
        alerts.evaluate(rule, Instant.now().plusSeconds(30));
        assertThat(alerts.events(rule)).containsExactly("fired 2 1 none");
    }

    @Test
    void agentsWhoseBreakerOpenedLatelyAreCounted() {
        String name = freshId("broken");
        for (int number = 1; number <= 4; number++) {
            agent(name, number, "UNHEALTHY", false, 5);
        }
        breaker(name, 1, "open", 60);
        breaker(name, 2, "open", 3600);
        breaker(name, 3, "closed", 60);
        String rule = alerts.create(RULE.formatted("breakers_open", name));
        Instant now = Instant.now();
        alerts.evaluate(rule, now);
        assertThat(alerts.state(rule)).isEqualTo("ok 1");
        breaker(name, 4, "half_open", 5);
        alerts.evaluate(rule, now.plusSeconds(30));
        assertThat(alerts.events(rule)).containsExactly("fired 2 1 none");
    }

    private void breaker(String name, int number, String breaker, int secondsAgo) {
        database.value("INSERT INTO agent_healing (project_id, agent_id, breaker, breaker_since) "
                + "VALUES ('default', $1 || '-' || $2::int, $3, now() - make_interval(secs => $4::int)) RETURNING ''",
                name, number, breaker, secondsAgo);
    }
}
