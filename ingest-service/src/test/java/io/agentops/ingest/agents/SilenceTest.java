package io.agentops.ingest.agents;

import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.limits.Backlog;
import io.agentops.ingest.store.RunDays;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class SilenceTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Optional<Duration> UP_TO_DATE = Optional.of(Duration.ZERO);

    @Inject
    Pool pool;

    @Inject
    RunDays days;

    @Inject
    Backlog backlog;

    @Inject
    AgentSettings settings;

    @Inject
    MinuteSamples samples;

    @Inject
    Database database;

    private Silence silence;
    private final Instant start = Instant.now();

    @BeforeEach
    void make() {
        silence = new Silence(pool, days, backlog, settings, new SimpleMeterRegistry());
    }

    private String beat(String prefix) {
        String agent = freshId(prefix);
        beat(agent, 1);
        return agent;
    }

    private void beat(String agent, int sequence) {
        assertThat(given().contentType("application/json")
                .body("""
                        {"agent_id": "%s", "sidecar_id": "s", "sequence": %d, "status": "HEALTHY", "status_since": "%s", "latency_ms": 2.5}"""
                        .formatted(agent, sequence, start.minusSeconds(5)))
                .post("/telemetry").statusCode()).isEqualTo(200);
        await().atMost(LONGEST).until(() -> database.value("SELECT sequence FROM agent WHERE agent_id = $1", agent),
                Integer.toString(sequence)::equals);
    }

    private void round(int second, Optional<Duration> behind) {
        silence.round(start.plusSeconds(second), behind).await().atMost(LONGEST);
    }

    private String state(String agent) {
        return database.value("SELECT status || ' ' || silent FROM agent WHERE agent_id = $1", agent);
    }

    private String statuses(String agent) {
        return database.value(
                "SELECT string_agg(detail->>'status' || ' ' || coalesce(detail->>'reason', '-'), ', ' ORDER BY at) "
                        + "FROM agent_event WHERE kind = 'status' AND agent_id = $1",
                agent);
    }

    @Test
    void anAgentThatIsNotHeardOfIsUnknownUntilItIs() {
        String agent = beat("silent");
        round(0, UP_TO_DATE);
        round(15, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("HEALTHY false");
        round(60, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("UNKNOWN true");
        String changed = database.value("SELECT changed_in::text FROM agent WHERE agent_id = $1", agent);
        round(70, UP_TO_DATE);
        assertThat(database.value("SELECT changed_in::text FROM agent WHERE agent_id = $1", agent)).isEqualTo(changed);
        beat(agent, 2);
        assertThat(state(agent)).isEqualTo("HEALTHY false");
        assertThat(statuses(agent)).isEqualTo(
                "HEALTHY -, UNKNOWN not heard of since its last heartbeat, HEALTHY heard of again");
        beat(agent, 3);
        assertThat(statuses(agent)).endsWith("heard of again");
    }

    @Test
    void nothingIsSaidWhileHeartbeatsWaitNorBeforeAgentsHadTheirTime() {
        String agent = beat("waiting");
        round(0, UP_TO_DATE);
        round(60, Optional.empty());
        round(61, UP_TO_DATE);
        round(70, UP_TO_DATE);
        round(100, Optional.of(Duration.ofSeconds(16)));
        round(101, UP_TO_DATE);
        round(110, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("HEALTHY false");
        round(118, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("UNKNOWN true");
    }

    @Test
    void whatIsBehindIsNoSilence() {
        String agent = beat("behind");
        round(0, Optional.of(Duration.ofSeconds(14)));
        round(16, Optional.of(Duration.ofSeconds(14)));
        assertThat(state(agent)).isEqualTo("HEALTHY false");
        round(45, Optional.of(Duration.ofSeconds(14)));
        assertThat(state(agent)).isEqualTo("UNKNOWN true");
    }

    @Test
    void everyMinuteHasOneSampleOfAnAgent() {
        String agent = beat("sampled");
        database.value("SELECT 1 FROM pg_sleep(CASE WHEN extract(second FROM now()) > 55 THEN 6 ELSE 0 END)");
        samples.round().await().atMost(LONGEST);
        samples.round().await().atMost(LONGEST);
        assertThat(database.value("SELECT string_agg(status || ' ' || latency_ms || ' ' || error_rate || ' ' || "
                + "(minute = date_trunc('minute', minute) AND day = (minute AT TIME ZONE 'UTC')::date), ',') "
                + "FROM agent_sample WHERE agent_id = $1", agent)).isEqualTo("HEALTHY 2.5 0 true");
    }
}
