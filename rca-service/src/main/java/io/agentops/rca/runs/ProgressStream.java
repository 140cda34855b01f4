package io.agentops.rca.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaProgress;
import io.agentops.contract.rca.RcaStatus;
import io.agentops.contract.rca.RcaStep;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.keys.ReactiveKeyCommands;
import io.quarkus.redis.datasource.stream.ReactiveStreamCommands;
import io.quarkus.redis.datasource.stream.XAddArgs;
import io.smallrye.mutiny.Uni;

/**
 * Tells those who watch an RCA run how far it is. Writing never fails and never takes longer than the configured bound: an
 * event that cannot be written in time, or that Redis refuses because a newer attempt already wrote, is dropped.
 */
@ApplicationScoped
class ProgressStream {

    /** Far more entries than five a permitted attempt; only a bound. */
    private static final long MOST_ENTRIES = 1000;

    private static final Logger LOG = Logger.getLogger(ProgressStream.class);

    private final ReactiveStreamCommands<String, String, String> streams;
    private final ReactiveKeyCommands<String> keys;
    private final ObjectMapper json;
    private final RcaMetrics metrics;
    private final Duration timeout;

    ProgressStream(ReactiveRedisDataSource redis, ObjectMapper json, RcaMetrics metrics, RcaConfig config) {
        this.streams = redis.stream(String.class);
        this.keys = redis.key();
        this.json = json;
        this.metrics = metrics;
        this.timeout = config.progressTimeout();
    }

    /** Says that a step begins. */
    Uni<Void> begin(Claim claim, RcaStep step, String message) {
        return write(claim, step, RcaStatus.RUNNING, message);
    }

    /** Says that the run ended; nothing comes after it. */
    Uni<Void> end(Claim claim, RcaStatus status, String message) {
        return write(claim, RcaStep.COMPLETE, status, message);
    }

    private Uni<Void> write(Claim claim, RcaStep step, RcaStatus status, String message) {
        var key = RcaProgress.streamKey(claim.projectId(), claim.rcaRunId());
        var args = new XAddArgs().id(RcaProgress.eventId(claim.attempt(), step)).maxlen(MOST_ENTRIES)
                .nearlyExactTrimming();
        return Uni.createFrom()
                .item(() -> event(step, status, message))
                .chain(event -> streams.xadd(key, args, Map.of(RcaProgress.FIELD, event)))
                .chain(() -> keys.expire(key, RcaProgress.KEEP_SECONDS))
                .ifNoItem().after(timeout).fail()
                .onItemOrFailure().invoke((kept, problem) -> count(problem))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }

    private String event(RcaStep step, RcaStatus status, String message) {
        try {
            return json.writeValueAsString(
                    new RcaProgress(status, step.title(), step.pct(), message, Instant.now()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a progress event cannot be written as JSON", e);
        }
    }

    private void count(Throwable problem) {
        metrics.progress(problem == null ? "written" : "dropped");
        if (problem != null) {
            LOG.debugf("Dropped a progress event: %s", problem.getClass().getName());
        }
    }
}
