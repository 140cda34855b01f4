package io.agentops.query.rca;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaProgress;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.stream.ReactiveStreamCommands;
import io.quarkus.redis.datasource.stream.StreamMessage;
import io.quarkus.redis.datasource.stream.XReadArgs;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Follows the progress of every analysis that somebody watches: one read of Redis at a time for all of them, and one look
 * into the database a poll interval, which alone can tell the end when Redis has lost it.
 *
 * <p>Everything but {@link #watch} and {@link #isFull} runs on one event loop, so that nothing needs a lock.
 */
@ApplicationScoped
class ProgressFeed {

    private static final Logger LOG = Logger.getLogger(ProgressFeed.class);
    private static final int ENTRIES_A_READ = 100;
    /** How long beyond its block a read of Redis may take. */
    private static final Duration SLOWEST_READ = Duration.ofSeconds(2);

    private final ReactiveStreamCommands<String, String, String> streams;
    private final RcaRunQuery rcaRuns;
    private final ObjectMapper mapper;
    private final StreamConfig config;
    private final Vertx vertx;
    private final Context context;
    private final Executor loop;
    private final List<Long> timers;
    private final Map<WatchKey, Watch> watches = new HashMap<>();
    private final AtomicInteger clients = new AtomicInteger();
    private long roundsBegun;
    private boolean reading;
    private boolean redisAway;
    private boolean polling;

    ProgressFeed(ReactiveRedisDataSource redis, RcaRunQuery rcaRuns, ObjectMapper mapper, StreamConfig config,
            Vertx vertx) {
        this.streams = redis.stream(String.class);
        this.rcaRuns = rcaRuns;
        this.mapper = mapper;
        this.config = config;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.loop = task -> context.runOnContext(nothing -> task.run());
        this.timers = List.of(
                vertx.setPeriodic(config.poll().toMillis(), timer -> loop.execute(this::poll)),
                vertx.setPeriodic(config.keepAlive().toMillis(),
                        timer -> loop.execute(() -> watches.values().forEach(Watch::comment))));
    }

    @PreDestroy
    void stop() {
        timers.forEach(vertx::cancelTimer);
    }

    /** Whether there are as many clients as this process may have. */
    boolean isFull() {
        return clients.get() >= config.maxClients();
    }

    /**
     * What comes after an event, up to the end of the analysis, with comments in between. A subscriber that does not keep up
     * gets a failure.
     *
     * @param row the analysis as it was just read
     */
    Multi<ProgressEvent> watch(WatchKey key, RcaRunView row, EventId seen) {
        return Multi.createFrom()
                .<ProgressEvent>emitter(client -> join(key, row, seen, client), BackPressureStrategy.IGNORE)
                .onOverflow().buffer(config.clientBuffer())
                .select().first(config.maxAge());
    }

    private void join(WatchKey key, RcaRunView row, EventId seen, MultiEmitter<? super ProgressEvent> client) {
        Consumer<ProgressEvent> sink = event -> {
            client.emit(event);
            if (event.last()) {
                client.complete();
            }
        };
        clients.incrementAndGet();
        client.onTermination(() -> {
            clients.decrementAndGet();
            loop.execute(() -> leave(key, sink));
        });
        loop.execute(() -> {
            // Opens the stream at once, however long the analysis is silent.
            sink.accept(ProgressEvent.COMMENT);
            watches.computeIfAbsent(key, unwatched -> new Watch()).join(sink, seen);
            if (row.status().isFinal()) {
                ended(key, row);
            }
            read();
        });
    }

    private void leave(WatchKey key, Consumer<ProgressEvent> sink) {
        watches.computeIfPresent(key, (same, watch) -> {
            watch.leave(sink);
            return watch.hasClients() ? watch : null;
        });
    }

    private void read() {
        if (reading || watches.isEmpty()) {
            return;
        }
        reading = true;
        long round = ++roundsBegun;
        Map<String, Watch> byStream = new HashMap<>();
        Map<String, String> from = new HashMap<>();
        watches.forEach((key, watch) -> {
            byStream.put(key.streamKey(), watch);
            from.put(key.streamKey(), watch.newest().toString());
        });
        Uni.createFrom()
                .deferred(() -> streams.xread(from, new XReadArgs().block(config.block()).count(ENTRIES_A_READ)))
                .ifNoItem().after(config.block().plus(SLOWEST_READ)).fail()
                .emitOn(loop)
                .subscribe().with(entries -> answered(round, byStream, entries), failure -> failed(round, failure));
    }

    private void answered(long round, Map<String, Watch> byStream,
            List<StreamMessage<String, String, String>> entries) {
        if (redisAway) {
            LOG.info("Redis is back: progress is streamed again");
        }
        redisAway = false;
        entries.forEach(entry -> publish(byStream.get(entry.key()), entry));
        watches.values().forEach(watch -> watch.settle(round));
        reading = false;
        read();
    }

    private void failed(long round, Throwable failure) {
        if (!redisAway) {
            LOG.warnf("Redis is away: streams show only the end of an analysis: %s", failure);
        }
        redisAway = true;
        watches.values().forEach(watch -> watch.settle(round));
        vertx.setTimer(config.retry().toMillis(), timer -> loop.execute(() -> {
            reading = false;
            read();
        }));
    }

    private void publish(Watch watch, StreamMessage<String, String, String> entry) {
        String data = entry.payload().get(RcaProgress.FIELD);
        EventId id = EventId.parse(entry.id()).orElse(EventId.NONE);
        if (watch == null || data == null) {
            return;
        }
        try {
            watch.publish(ProgressEvent.read(id, data, mapper));
        } catch (JsonProcessingException unreadable) {
            LOG.warnf("Entry %s of %s is no progress event and is left out", entry.id(), entry.key());
            watch.skip(id);
        }
    }

    private void poll() {
        List<WatchKey> open = watches.entrySet().stream().filter(watch -> !watch.getValue().isEnded())
                .map(Map.Entry::getKey).toList();
        if (polling || open.isEmpty()) {
            return;
        }
        polling = true;
        rcaRuns.ended(open).emitOn(loop).subscribe().with(ended -> {
            polling = false;
            ended.forEach(this::ended);
        }, failure -> {
            polling = false;
            LOG.debugf("The database could not be asked for ended analyses: %s", failure);
        });
    }

    private void ended(WatchKey key, RcaRunView row) {
        Watch watch = watches.get(key);
        if (watch == null) {
            return;
        }
        try {
            watch.ended(ProgressEvent.ofEnded(row, mapper), roundsBegun);
            if (redisAway) {
                watch.settle(Long.MAX_VALUE);
            }
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
