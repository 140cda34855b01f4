package io.agentops.query.rca;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.Topics;
import io.agentops.contract.rca.RcaProgress;
import io.agentops.contract.rca.RcaStatus;
import io.agentops.contract.rca.RcaStep;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.query.Database;
import io.agentops.query.EventStream;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.stream.XAddArgs;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RcaStreamTest {

    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final String END = "{\"status\":\"done\",\"step\":\"RCA complete\",\"pct\":100,"
            + "\"message\":\"The report is ready.\",\"updated_at\":\"2026-03-01T10:00:09Z\"}";

    @TestHTTPResource("/rca-runs/")
    URI base;

    @Inject
    RedisDataSource redis;

    @Inject
    ObjectMapper mapper;

    private final UUID id = UUID.randomUUID();
    private final List<EventStream> open = new ArrayList<>();

    @BeforeEach
    void queue() {
        Database.empty();
        Database.execute(
                "INSERT INTO rca_run (project_id, rca_run_id, run_id, content_hash) VALUES ('default', ?, 'r1', 'h')",
                id);
    }

    @AfterEach
    void close() {
        open.forEach(EventStream::close);
    }

    @Test
    void aClientThatIsThereFromTheStartGetsEveryStepAsItHappens() {
        EventStream client = open(null);
        await().atMost(10, SECONDS).until(() -> client.comments() > 0);
        for (RcaStep step : RcaStep.values()) {
            publish(1, step);
            await().atMost(10, SECONDS).until(() -> client.ids().size() == step.number());
        }
        await().atMost(10, SECONDS).until(() -> !client.isOpen());
        assertThat(client.ids()).containsExactly("1-1", "1-2", "1-3", "1-4", "1-5");
        assertThat(client.data().get(1))
                .isEqualTo("{\"status\":\"running\",\"step\":\"Collecting evidence\",\"pct\":30,"
                        + "\"message\":\"m2\",\"updated_at\":\"2026-03-01T10:00:00Z\"}");
        assertThat(client.data().get(4)).isEqualTo("{\"status\":\"done\",\"step\":\"RCA complete\",\"pct\":100,"
                + "\"message\":\"m5\",\"updated_at\":\"2026-03-01T10:00:00Z\"}");
        assertThat(client.head().statusCode()).isEqualTo(200);
        assertThat(client.head().headers().firstValue("Content-Type")).hasValueSatisfying(
                type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(client.head().headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(client.lines()).allMatch(line -> line.isEmpty() || line.startsWith(":") || line.startsWith("id:")
                || line.startsWith("data:"));
    }

    @Test
    void aLateClientGetsWhatItMissed() {
        publish(1, RcaStep.STARTING);
        publish(1, RcaStep.COLLECTING);
        EventStream first = open(null);
        await().atMost(10, SECONDS).until(() -> first.ids().equals(List.of("1-1", "1-2")));
        EventStream second = open(null);
        await().atMost(10, SECONDS).until(() -> second.ids().equals(List.of("1-1", "1-2")));
        publish(1, RcaStep.CLASSIFYING);
        await().atMost(10, SECONDS).until(() -> first.ids().size() == 3 && second.ids().size() == 3);
        assertThat(first.isOpen()).isTrue();
    }

    @Test
    void aClientOfAnEndedAnalysisGetsAllOfItAndTheEndOnce() {
        for (RcaStep step : RcaStep.values()) {
            publish(2, step);
        }
        end("done", 2, null);
        EventStream client = open(null);
        await().atMost(10, SECONDS).until(() -> !client.isOpen());
        assertThat(client.ids()).containsExactly("2-1", "2-2", "2-3", "2-4", "2-5");
    }

    @Test
    void aReturningClientGetsOnlyWhatCameAfter() {
        publish(1, RcaStep.STARTING);
        publish(1, RcaStep.COLLECTING);
        publish(1, RcaStep.CLASSIFYING);
        EventStream client = open("1-2");
        await().atMost(10, SECONDS).until(() -> client.ids().equals(List.of("1-3")));
        publish(2, RcaStep.STARTING);
        await().atMost(10, SECONDS).until(() -> client.ids().equals(List.of("1-3", "2-1")));
    }

    @Test
    void aLastEventIdThatIsNotOursMeansFromTheStart() {
        publish(1, RcaStep.STARTING);
        EventStream client = open("garbage");
        await().atMost(10, SECONDS).until(() -> client.ids().equals(List.of("1-1")));
    }

    @Test
    void aClientThatHasSeenTheEndIsToldToStopWith204() throws Exception {
        end("done", 1, null);
        HttpResponse<String> answer = EventStream.refused(uri(), "1-5");
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void theEndComesFromTheDatabaseWhenRedisHasLostIt() {
        publish(1, RcaStep.STARTING);
        EventStream client = open(null);
        await().atMost(10, SECONDS).until(() -> client.ids().equals(List.of("1-1")));
        redis.flushall();
        end("done", 1, null);
        await().atMost(10, SECONDS).until(() -> !client.isOpen());
        assertThat(client.ids()).containsExactly("1-1", "1-5");
        assertThat(client.data().get(1)).isEqualTo(END);
    }

    @Test
    void afterRedisWasEmptiedAResumingClientStillGetsTheEnd() {
        end("done", 1, null);
        EventStream client = open("1-3");
        await().atMost(10, SECONDS).until(() -> !client.isOpen());
        assertThat(client.ids()).containsExactly("1-5");
        assertThat(client.data()).containsExactly(END);
    }

    @Test
    void aFailedAnalysisEndsWithItsReason() {
        end("failed", 3, "The run is gone.");
        EventStream client = open(null);
        await().atMost(10, SECONDS).until(() -> !client.isOpen());
        assertThat(client.ids()).containsExactly("3-5");
        assertThat(client.data()).containsExactly("{\"status\":\"failed\",\"step\":\"RCA complete\",\"pct\":100,"
                + "\"message\":\"The run is gone.\",\"updated_at\":\"2026-03-01T10:00:09Z\"}");
    }

    @Test
    void aQuietStreamIsKeptOpenByComments() {
        EventStream client = open(null);
        await().atMost(10, SECONDS).until(() -> client.comments() >= 3);
        assertThat(client.isOpen()).isTrue();
        assertThat(client.ids()).isEmpty();
    }

    @Test
    void anEntryThatIsNoEventIsLeftOut() {
        redis.stream(String.class).xadd(key(), new XAddArgs().id("1-1"), Map.of(RcaProgress.FIELD, "not json"));
        publish(1, RcaStep.COLLECTING);
        EventStream client = open(null);
        await().atMost(10, SECONDS).until(() -> client.ids().equals(List.of("1-2")));
    }

    @Test
    void withoutRedisTheEndStillComesAndProgressComesBackWithIt() {
        EventStream before = open(null);
        await().atMost(10, SECONDS).until(() -> before.comments() > 0);
        SharedStack.control(SharedStack.PartName.REDIS, SharedStack.Control.KILL);
        try {
            EventStream during = open(null);
            end("done", 1, null);
            await().atMost(20, SECONDS).until(() -> !before.isOpen() && !during.isOpen());
            assertThat(before.data()).containsExactly(END);
            assertThat(during.data()).containsExactly(END);
        } finally {
            SharedStack.control(SharedStack.PartName.REDIS, SharedStack.Control.START);
        }
        queue();
        EventStream after = open(null);
        publish(1, RcaStep.STARTING);
        await().atMost(20, SECONDS).until(() -> after.ids().equals(List.of("1-1")));
    }

    @Test
    void clientsBeyondTheMostAreAnswered503AndPlacesBecomeFreeAgain() throws Exception {
        for (int i = 0; i < 20; i++) {
            open(null);
        }
        await().atMost(10, SECONDS).until(() -> open.stream().allMatch(client -> client.comments() > 0));
        HttpResponse<String> refused = EventStream.refused(uri(), null);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        end("done", 1, null);
        await().atMost(10, SECONDS).until(() -> open.stream().noneMatch(EventStream::isOpen));
        await().atMost(10, SECONDS).until(() -> EventStream.refused(uri(), "1-5").statusCode() == 204);
    }

    private void publish(int attempt, RcaStep step) {
        RcaStatus status = step == RcaStep.COMPLETE ? RcaStatus.DONE : RcaStatus.RUNNING;
        RcaProgress progress = new RcaProgress(status, step.title(), step.pct(), "m" + step.number(), AT);
        try {
            redis.stream(String.class).xadd(key(), new XAddArgs().id(RcaProgress.eventId(attempt, step)),
                    Map.of(RcaProgress.FIELD, mapper.writeValueAsString(progress)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void end(String status, int attempt, String failure) {
        Database.execute(
                "UPDATE rca_run SET status = ?, attempt = ?, failure = ?, finished_at = ? WHERE rca_run_id = ?",
                status, attempt, failure, AT.plusSeconds(9), id);
    }

    private EventStream open(String lastEventId) {
        EventStream stream = EventStream.open(uri(), lastEventId);
        open.add(stream);
        return stream;
    }

    private URI uri() {
        return base.resolve(id + "/stream");
    }

    private String key() {
        return RcaProgress.streamKey(Topics.DEFAULT_PROJECT, id);
    }
}
