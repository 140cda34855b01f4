package io.agentops.query.tail;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.contract.run.StoredRuns;
import io.agentops.query.stream.Client;
import io.agentops.query.stream.Loop;
import io.agentops.query.stream.Places;
import io.agentops.query.stream.StreamMetrics;
import io.agentops.query.stream.StreamReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.stream.StreamMessage;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;

/**
 * Follows the runs of every project of which somebody wants to hear, with one read of Redis at a time for all of them and one read
 * of the database at a time for each. Events are read and encoded once, and written to each client on the loop of its connection.
 */
@Startup // So that its meters are there from the start.
@ApplicationScoped
class TailFeed implements StreamReader.Follower {

    private static final Logger LOG = Logger.getLogger(TailFeed.class);

    private static final Tags TAGS = Tags.of(StreamMetrics.TAG, "runs");

    private final TailSource source;
    private final TailConfig config;
    private final Loop loop;
    private final StreamReader reader;
    private final Places places;
    private final Counter dropped;
    private final Map<String, ProjectTail> tails = new HashMap<>();
    private Map<String, ProjectTail> beingRead = Map.of();

    TailFeed(ReactiveRedisDataSource redis, TailSource source, TailConfig config, Vertx vertx, MeterRegistry meters) {
        this.source = source;
        this.config = config;
        this.loop = new Loop(vertx);
        this.reader = new StreamReader(redis.stream(String.class), config.block(), config.retry(), loop, this);
        this.places = new Places(config.maxClients(), "As many clients follow runs as this service takes.");
        this.dropped = meters.counter(StreamMetrics.DROPPED, TAGS);
        meters.gauge(StreamMetrics.CLIENTS, TAGS, places, Places::taken);
        loop.every(config.keepAlive(), () -> tails.values().forEach(ProjectTail::keepAlive));
    }

    @PreDestroy
    void stop() {
        loop.stop();
    }

    /**
     * Streams runs to a client, whose answer is written here and not by the caller.
     *
     * @param lastEventId the last event the client has seen; null where it wants only what comes
     * @return never completes; it is cancelled when the connection is gone
     * @throws io.agentops.http.ProblemException 503 where there are too many clients
     */
    Uni<Void> follow(String projectId, Predicate<TailRun> wanted, String lastEventId, HttpServerResponse response) {
        places.take();
        Client<TailRun> client = new Client<>(response, Vertx.currentContext(), wanted,
                (closed, how) -> closed(projectId, closed, how));
        return Uni.createFrom().emitter(connection -> {
            connection.onTermination(client::gone);
            loop.execute(() -> join(projectId, client, lastEventId));
        });
    }

    private void closed(String projectId, Client<TailRun> client, Client.Ending how) {
        places.free();
        if (how == Client.Ending.SLOW) {
            dropped.increment();
        }
        loop.execute(() -> leave(projectId, client));
    }

    private void join(String projectId, Client<TailRun> client, String lastEventId) {
        tails.computeIfAbsent(projectId, project -> new ProjectTail(project, source, config, loop, reader::read))
                .join(client, lastEventId);
    }

    private void leave(String projectId, Client<TailRun> client) {
        tails.computeIfPresent(projectId, (project, tail) -> tail.leave(client) ? null : tail);
    }

    @Override
    public Map<String, String> positions() {
        beingRead = new HashMap<>();
        Map<String, String> from = new HashMap<>();
        tails.forEach((project, tail) -> tail.position().ifPresent(position -> {
            beingRead.put(StoredRuns.streamKey(project), tail);
            from.put(StoredRuns.streamKey(project), position.toString());
        }));
        return from;
    }

    @Override
    public void read(long round, List<StreamMessage<String, String, String>> entries) {
        entries.stream().collect(Collectors.groupingBy(StreamMessage::key))
                .forEach((key, ofProject) -> beingRead.get(key).entries(ofProject));
    }

    @Override
    public void away(Throwable failure) {
        LOG.warnf("Redis is away: runs are not streamed as they land: %s", failure);
        tails.values().forEach(tail -> tail.away(Upstream.REDIS));
    }

    @Override
    public void back() {
        LOG.info("Redis is back: runs are streamed as they land");
        tails.values().forEach(tail -> tail.back(Upstream.REDIS));
    }
}
