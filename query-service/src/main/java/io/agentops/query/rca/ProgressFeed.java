package io.agentops.query.rca;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.rca.RcaProgress;
import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.Loop;
import io.agentops.query.stream.Places;
import io.agentops.query.stream.StreamReader;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.stream.StreamMessage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.vertx.core.Vertx;

/**
 * Follows the progress of every analysis that somebody watches: one read of Redis at a time for all of them, and one look
 * into the database a poll interval, which alone can tell the end when Redis has lost it.
 *
 * <p>Everything but {@link #watch} runs on one event loop, so that nothing needs a lock.
 */
@ApplicationScoped
class ProgressFeed implements StreamReader.Follower {

    private static final Logger LOG = Logger.getLogger(ProgressFeed.class);

    private final StreamReader reader;
    private final RcaRunQuery rcaRuns;
    private final ObjectMapper mapper;
    private final StreamConfig config;
    private final Loop loop;
    private final Map<WatchKey, Watch> watches = new HashMap<>();
    private final Places places;
    private Map<String, Watch> beingRead = Map.of();
    private boolean polling;

    ProgressFeed(ReactiveRedisDataSource redis, RcaRunQuery rcaRuns, ObjectMapper mapper, StreamConfig config,
            Vertx vertx) {
        this.rcaRuns = rcaRuns;
        this.mapper = mapper;
        this.config = config;
        this.loop = new Loop(vertx);
        this.places = new Places(config.maxClients(), "As many clients follow progress as this service takes.");
        this.reader = new StreamReader(redis.stream(String.class), config.block(), config.retry(), loop, this);
        loop.every(config.poll(), this::poll);
        loop.every(config.keepAlive(), () -> watches.values().forEach(Watch::comment));
    }

    @PreDestroy
    void stop() {
        loop.stop();
    }

    /** How many clients this process may have. */
    Places places() {
        return places;
    }

    /**
     * What comes after an event, up to the end of the analysis, with comments in between. A subscriber that does not keep up
     * gets a failure.
     *
     * @param row the analysis as it was just read
     */
    Multi<ProgressEvent> watch(WatchKey key, RcaRunView row, EntryId seen) {
        return Multi.createFrom()
                .<ProgressEvent>emitter(client -> join(key, row, seen, client), BackPressureStrategy.IGNORE)
                .onOverflow().buffer(config.clientBuffer())
                .select().first(config.maxAge());
    }

    private void join(WatchKey key, RcaRunView row, EntryId seen, MultiEmitter<? super ProgressEvent> client) {
        Consumer<ProgressEvent> sink = event -> {
            client.emit(event);
            if (event.last()) {
                client.complete();
            }
        };
        places.takeChecked();
        client.onTermination(() -> {
            places.free();
            loop.execute(() -> leave(key, sink));
        });
        loop.execute(() -> {
            // Opens the stream at once, however long the analysis is silent.
            sink.accept(ProgressEvent.COMMENT);
            watches.computeIfAbsent(key, unwatched -> new Watch()).join(sink, seen);
            if (row.status().isFinal()) {
                ended(key, row);
            }
            reader.read();
        });
    }

    private void leave(WatchKey key, Consumer<ProgressEvent> sink) {
        watches.computeIfPresent(key, (same, watch) -> {
            watch.leave(sink);
            return watch.hasClients() ? watch : null;
        });
    }

    @Override
    public Map<String, String> positions() {
        Map<String, String> from = new HashMap<>();
        beingRead = new HashMap<>();
        watches.forEach((key, watch) -> {
            beingRead.put(key.streamKey(), watch);
            from.put(key.streamKey(), watch.newest().toString());
        });
        return from;
    }

    @Override
    public void read(long round, List<StreamMessage<String, String, String>> entries) {
        entries.forEach(entry -> publish(beingRead.get(entry.key()), entry));
        watches.values().forEach(watch -> watch.settle(round));
    }

    @Override
    public void failed(long round) {
        watches.values().forEach(watch -> watch.settle(round));
    }

    @Override
    public void away(Throwable failure) {
        LOG.warnf("Redis is away: streams show only the end of an analysis: %s", failure);
    }

    @Override
    public void back() {
        LOG.info("Redis is back: progress is streamed again");
    }

    private void publish(Watch watch, StreamMessage<String, String, String> entry) {
        String data = entry.payload().get(RcaProgress.FIELD);
        EntryId id = EntryId.parse(entry.id()).orElse(EntryId.NONE);
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
            watch.ended(ProgressEvent.ofEnded(row, mapper), reader.roundsBegun());
            if (reader.isAway()) {
                watch.settle(Long.MAX_VALUE);
            }
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
