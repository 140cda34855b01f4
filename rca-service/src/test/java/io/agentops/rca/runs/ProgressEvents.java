package io.agentops.rca.runs;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaProgress;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.stream.StreamMessage;
import io.quarkus.redis.datasource.stream.StreamRange;

/** The progress of an RCA run as a reader of its stream sees it. */
record ProgressEvents(RedisDataSource redis, ObjectMapper json) {

    /** An entry of the stream, without its time. */
    record Event(String id, String status, String step, int pct, String message) {}

    /** All events, once there are at least {@code count}. */
    List<Event> await(String project, UUID rca, int count) {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> all(project, rca),
                all -> all.size() >= count);
    }

    List<Event> all(String project, UUID rca) {
        return redis.stream(String.class)
                .xrange(RcaProgress.streamKey(project, rca), StreamRange.of("-", "+"))
                .stream().map(this::event).toList();
    }

    private Event event(StreamMessage<String, String, String> message) {
        try {
            var progress = json.readValue(message.payload().get(RcaProgress.FIELD), RcaProgress.class);
            return new Event(message.id(), progress.status().wireName(), progress.step(), progress.pct(),
                    progress.message());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
