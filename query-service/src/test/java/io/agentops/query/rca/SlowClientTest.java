package io.agentops.query.rca;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.Topics;
import io.agentops.contract.rca.RcaProgress;
import io.agentops.contract.rca.RcaStatus;
import io.agentops.contract.rca.RcaStep;
import io.agentops.query.stream.EntryId;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.stream.XAddArgs;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.smallrye.mutiny.subscription.BackPressureFailure;

@QuarkusTest
class SlowClientTest {

    @Inject
    ProgressFeed feed;

    @Inject
    RedisDataSource redis;

    @Inject
    ObjectMapper mapper;

    @Inject
    StreamConfig config;

    @Test
    void aClientFurtherBehindThanItsBufferIsDroppedAndOthersAreNot() throws JsonProcessingException {
        WatchKey key = new WatchKey(Topics.DEFAULT_PROJECT, UUID.randomUUID());
        RcaRunView row = new RcaRunView(key.rcaRunId(), "r", RcaStatus.RUNNING, Instant.EPOCH, null, null, null, null,
                1);
        AssertSubscriber<ProgressEvent> slow = AssertSubscriber.create(1);
        AssertSubscriber<ProgressEvent> quick = AssertSubscriber.create(Long.MAX_VALUE);
        feed.watch(key, row, EntryId.NONE).subscribe(slow);
        feed.watch(key, row, EntryId.NONE).subscribe(quick);
        int events = config.clientBuffer() + 2;
        for (int attempt = 1; attempt <= events; attempt++) {
            publish(key, attempt);
        }
        slow.awaitFailure();
        assertThat(slow.getFailure()).isInstanceOf(BackPressureFailure.class);
        // Comments come in between, whenever it is time for one.
        await().atMost(10, SECONDS).until(
                () -> quick.getItems().stream().filter(event -> event.id() != null).count() == events);
        assertThat(quick.getFailure()).isNull();
        quick.cancel();
    }

    private void publish(WatchKey key, int attempt) throws JsonProcessingException {
        RcaProgress progress = new RcaProgress(RcaStatus.RUNNING, RcaStep.STARTING.title(), RcaStep.STARTING.pct(), "m",
                Instant.EPOCH);
        redis.stream(String.class).xadd(key.streamKey(),
                new XAddArgs().id(RcaProgress.eventId(attempt, RcaStep.STARTING)),
                Map.of(RcaProgress.FIELD, mapper.writeValueAsString(progress)));
    }
}
