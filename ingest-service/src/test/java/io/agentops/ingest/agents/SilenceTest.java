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
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
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

    /** To which the door tells what it refuses. */
    @Inject
    Silence listening;

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

    private int send(String agent, int sequence) {
        return given().contentType("application/json")
                .body("""
                        {"agent_id": "%s", "sidecar_id": "s", "sequence": %d, "status": "HEALTHY", "status_since": "%s", "latency_ms": 2.5}"""
                        .formatted(agent, sequence, start.minusSeconds(5)))
                .post("/telemetry").statusCode();
    }

    private void beat(String agent, int sequence) {
        assertThat(send(agent, sequence)).isEqualTo(200);
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
        round(-70, UP_TO_DATE);
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
        round(130, UP_TO_DATE);
        round(140, Optional.of(Duration.ofSeconds(16)));
        round(141, UP_TO_DATE);
        round(210, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("HEALTHY false");
        round(211, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("UNKNOWN true");
    }

    @Test
    void whoWasRefusedHasItsTimeToComeAgain() {
        String agent = beat("refused");
        round(-70, UP_TO_DATE);
        silence.refused(start.plusSeconds(20));
        round(89, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("HEALTHY false");
        round(90, UP_TO_DATE);
        assertThat(state(agent)).isEqualTo("UNKNOWN true");
    }

    @Test
    void whatKafkaDoesNotTakeIsNoSilence() {
        String agent = beat("unwritten");
        listening.round(start.minusSeconds(70), UP_TO_DATE).await().atMost(LONGEST);
        SharedStack.control(PartName.KAFKA, Control.KILL);
        try {
            assertThat(send(agent, 2)).isEqualTo(503);
        } finally {
            SharedStack.control(PartName.KAFKA, Control.START);
        }
        await().pollInterval(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(60)).until(() -> send(agent, 3) == 200);
        await().atMost(LONGEST).until(() -> database.value("SELECT sequence FROM agent WHERE agent_id = $1", agent),
                "3"::equals);

        listening.round(start.plusSeconds(70), UP_TO_DATE).await().atMost(LONGEST);
        assertThat(state(agent)).isEqualTo("HEALTHY false");
        listening.round(start.plus(Duration.ofMinutes(10)), UP_TO_DATE).await().atMost(LONGEST);
        assertThat(state(agent)).isEqualTo("UNKNOWN true");
    }

    @Test
    void whatIsBehindIsNoSilence() {
        String agent = beat("behind");
        round(-56, Optional.of(Duration.ofSeconds(14)));
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
