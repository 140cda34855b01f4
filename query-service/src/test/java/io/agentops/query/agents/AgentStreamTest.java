package io.agentops.query.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.agentops.query.Database;
import io.agentops.query.EventStream;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;

@Timeout(120)
@QuarkusTest
class AgentStreamTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TestHTTPResource("/agents/stream")
    URI uri;

    private final List<EventStream> open = new ArrayList<>();

    @BeforeEach
    void begin() {
        Agents.empty();
    }

    @AfterEach
    void close() {
        open.forEach(EventStream::close);
    }

    private EventStream follow(String query, String lastEventId) {
        EventStream client = EventStream.open(URI.create(uri + query), lastEventId);
        open.add(client);
        return client;
    }

    private static void await(EventStream client, String... expected) {
        Awaitility.await().atMost(LONGEST).untilAsserted(() -> assertThat(told(client)).containsExactly(expected));
    }

    /** What a client was told, a word an event. */
    private static List<String> told(EventStream client) {
        return client.events().stream().map(event -> {
            JsonObject data = new JsonObject(event.data());
            return switch (event.name()) {
                case "agent" -> data.getString("agent_id") + "=" + data.getString("status");
                case "snapshot" -> "all" + data.getJsonArray("agents").stream()
                        .map(one -> " " + ((JsonObject) one).getString("agent_id") + "="
                                + ((JsonObject) one).getString("status"))
                        .reduce("", String::concat);
                default -> data.getString("code");
            };
        }).toList();
    }

    @Test
    void whoComesSeesAllAgentsAndThenThoseThatChange() {
        Agents.add("a", "HEALTHY");
        Agents.add("b", "UNKNOWN");
        Agents.add("other", "c", "agent", "dev", "HEALTHY");
        EventStream client = follow("", null);
        await(client, "all a=HEALTHY b=UNKNOWN");
        Agents.change("a", "DEGRADED");
        await(client, "all a=HEALTHY b=UNKNOWN", "a=DEGRADED");
        Agents.add("d", "HEALTHY");
        Agents.change("c", "UNHEALTHY");
        Agents.change("a", "HEALTHY");
        await(client, "all a=HEALTHY b=UNKNOWN", "a=DEGRADED", "d=HEALTHY", "a=HEALTHY");
        assertThat(new JsonObject(client.events().get(0).data()).getBoolean("last")).isTrue();
        assertThat(new JsonObject(client.events().get(0).data()).getBoolean("complete")).isTrue();
    }

    @Test
    void whoComesBackSeesWhatChangedMeanwhile() {
        Agents.add("a", "HEALTHY");
        EventStream first = follow("", null);
        await(first, "all a=HEALTHY");
        Agents.add("b", "HEALTHY");
        await(first, "all a=HEALTHY", "b=HEALTHY");
        String seen = first.ids().get(first.ids().size() - 1);
        first.close();
        Agents.change("a", "UNHEALTHY");
        EventStream back = follow("", seen);
        Awaitility.await().atMost(LONGEST).until(() -> told(back), events -> events.contains("a=UNHEALTHY"));
        assertThat(told(back)).doesNotContain("all a=UNHEALTHY b=HEALTHY");
        EventStream ofAnother = follow("", "999999999999-1-0");
        await(ofAnother, "all a=UNHEALTHY b=HEALTHY");
        EventStream nonsense = follow("", "x");
        await(nonsense, "all a=UNHEALTHY b=HEALTHY");
    }

    @Test
    void aStreamIsOfThoseThatEveryParameterFits() {
        Agents.add("default", "a", "chat", "dev", "HEALTHY");
        Agents.add("default", "b", "mail", "dev", "HEALTHY");
        EventStream client = follow("?agent_name=mail&environment=dev", null);
        await(client, "all b=HEALTHY");
        Agents.change("a", "DEGRADED");
        Agents.change("b", "UNHEALTHY");
        await(client, "all b=HEALTHY", "b=UNHEALTHY");
    }

    @Test
    void whatIsCommittedLateIsNotMissed() throws SQLException {
        Agents.add("late", "HEALTHY");
        Agents.add("soon", "HEALTHY");
        EventStream client = follow("", null);
        await(client, "all late=HEALTHY soon=HEALTHY");
        String url = ConfigProvider.getConfig().getValue("quarkus.datasource.jdbc.url", String.class);
        try (Connection slow = DriverManager.getConnection(url, "agentops", "agentops");
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute(
                    "UPDATE agent SET status = 'DEGRADED', changed_in = pg_current_xact_id() WHERE agent_id = 'late'");
            Agents.change("soon", "UNHEALTHY");
            await(client, "all late=HEALTHY soon=HEALTHY", "soon=UNHEALTHY");
            slow.commit();
        }
        await(client, "all late=HEALTHY soon=HEALTHY", "soon=UNHEALTHY", "late=DEGRADED");
    }

    @Test
    void howFarARecoveryIsIsTold() {
        Agents.add("a", "UNHEALTHY");
        EventStream client = follow("", null);
        await(client, "all a=UNHEALTHY");
        Database.execute("INSERT INTO agent_recovery (project_id, agent_id, trigger, reason, evidence) "
                + "VALUES ('default', 'a', 'manual', 'it hangs', '{}')");
        awaitRecovery(client, "requested");
        Database.execute("UPDATE agent_recovery SET state = 'verifying' WHERE agent_id = 'a'");
        awaitRecovery(client, "verifying");
        Database.execute("UPDATE agent_recovery SET state = 'verifying', look_at = now() WHERE agent_id = 'a'");
        Database.execute("UPDATE agent_recovery SET state = 'recovered' WHERE agent_id = 'a'");
        awaitRecovery(client, null);
        await(client, "all a=UNHEALTHY", "a=UNHEALTHY", "a=UNHEALTHY", "a=UNHEALTHY");
    }

    private static void awaitRecovery(EventStream client, String state) {
        Awaitility.await().atMost(LONGEST).untilAsserted(() -> {
            EventStream.Event last = client.events().get(client.events().size() - 1);
            assertThat(last.name()).isEqualTo("agent");
            assertThat(new JsonObject(last.data()).getString("recovery_state")).isEqualTo(state);
        });
    }

    @Test
    void manyAgentsComeInParts() {
        Database.execute(
                """
                        INSERT INTO agent (project_id, agent_id, agent_name, status, status_since, error_rate, sidecar_id, sequence, restarts, heard_at,
                                           told, heartbeat)
                        SELECT 'default', 'n' || n, 'agent', 'HEALTHY', now(), 0, '', 0, 0, now(), '', '{}' FROM generate_series(1, 1200) AS n""");
        EventStream client = follow("", null);
        Awaitility.await().atMost(LONGEST).until(() -> client.events().size(), Integer.valueOf(3)::equals);
        assertThat(client.events().stream().map(event -> {
            JsonObject data = new JsonObject(event.data());
            return data.getJsonArray("agents").size() + " " + data.getBoolean("last");
        })).containsExactly("500 false", "500 false", "200 true");
        Database.execute("UPDATE agent SET status = 'UNKNOWN', changed_in = pg_current_xact_id()");
        Awaitility.await().atMost(LONGEST).until(() -> client.events().size(), Integer.valueOf(1203)::equals);
    }

    @Test
    void withoutTheDatabaseClientsAreToldAndMissNothing() {
        Agents.add("a", "HEALTHY");
        EventStream client = follow("", null);
        await(client, "all a=HEALTHY");
        Database.execute("CHECKPOINT");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            await(client, "all a=HEALTHY", "upstream_unavailable");
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }
        Agents.change("a", "DEGRADED");
        Awaitility.await().atMost(LONGEST).until(() -> told(client), events -> events.contains("a=DEGRADED"));
        Awaitility.await().atMost(LONGEST).until(() -> told(client), events -> events.contains("upstream_restored"));
    }
}
