package io.agentops.ingest.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.pubsub.ReactivePubSubCommands;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Request;

/**
 * How far each partition of {@code agent-runs} is stored, as the writers say it: in this process directly, from others
 * over a Redis channel. Nothing is remembered in Redis, so nothing stale can be believed; with Redis away, a door whose
 * record another process stores answers "accepted" instead of "stored".
 */
@Singleton
public class StoredOffsets {

    static final String CHANNEL = "agent-runs:stored";
    /** Before an entry of a message: this one is not stored, it went to the dead letters. */
    private static final String REFUSED = "!";
    private static final Logger LOG = Logger.getLogger(StoredOffsets.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
    private final ReactivePubSubCommands<String> channel;
    private final RunEvents runEvents;
    private Cancellable subscription;

    StoredOffsets(ReactiveRedisDataSource redis, RunEvents runEvents) {
        channel = redis.pubsub(String.class);
        this.runEvents = runEvents;
    }

    void listen(@Observes StartupEvent start) {
        subscription = channel.subscribe(CHANNEL)
                .onCompletion().failWith(() -> new IllegalStateException("the Redis connection ended"))
                .onFailure().invoke(e -> LOG.debugf("Stored offsets of other processes unknown: %s", e.getMessage()))
                .onFailure().retry().withBackOff(FIRST_RETRY, LAST_RETRY).indefinitely()
                .subscribe().with(this::heard);
    }

    @PreDestroy
    void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    /**
     * Tells every process that all records up to these offsets are stored, but for those that were refused.
     *
     * @param runs which were stored of them
     * @return completes when told, or when telling took too long; never fails
     */
    Uni<Void> advance(Map<Integer, Long> stored, List<Map.Entry<Integer, Long>> refused, Map<RunKey, RunDay> runs) {
        StringBuilder message = new StringBuilder();
        refused.forEach(entry -> message.append(REFUSED).append(entry.getKey()).append(':').append(entry.getValue())
                .append(','));
        stored.forEach((partition, offset) -> message.append(partition).append(':').append(offset).append(','));
        heard(message.toString());
        return runEvents.send(runs, Request.cmd(Command.PUBLISH).arg(CHANNEL).arg(message.toString()));
    }

    /**
     * Waits until every offset is stored.
     *
     * @return true when all are, false when the time is over or one was refused after all
     */
    public Uni<Boolean> await(Map<Integer, Long> offsets, Duration atMost) {
        List<Uni<Void>> waits = offsets.entrySet().stream()
                .map(entry -> partition(entry.getKey()).reached(entry.getValue()))
                .toList();
        return Uni.join().all(waits).andFailFast()
                .replaceWith(true)
                .ifNoItem().after(atMost).recoverWithItem(false)
                .onFailure().recoverWithItem(false);
    }

    private Partition partition(int number) {
        return partitions.computeIfAbsent(number, n -> new Partition());
    }

    private void heard(String message) {
        for (String entry : message.split(",", -1)) {
            int colon = entry.indexOf(':');
            if (colon < 0) {
                continue;
            }
            boolean refused = entry.startsWith(REFUSED);
            int partition = Integer.parseInt(entry.substring(refused ? REFUSED.length() : 0, colon));
            long offset = Long.parseLong(entry.substring(colon + 1));
            if (refused) {
                partition(partition).refuse(offset);
            } else {
                partition(partition).advance(offset);
            }
        }
    }

    /** Guarded by itself; emitters are told outside the lock. */
    private static final class Partition {

        /** A door asks within seconds, so that only the newest matter. */
        private static final int REMEMBERED_REFUSALS = 1024;

        private final TreeMap<Long, List<UniEmitter<? super Void>>> waiting = new TreeMap<>();
        private final TreeSet<Long> refused = new TreeSet<>();
        private long stored = -1;

        void advance(long offset) {
            List<UniEmitter<? super Void>> reached = new ArrayList<>();
            synchronized (this) {
                stored = Math.max(stored, offset);
                var upTo = waiting.headMap(stored, true);
                upTo.values().forEach(reached::addAll);
                upTo.clear();
            }
            reached.forEach(emitter -> emitter.complete(null));
        }

        void refuse(long offset) {
            List<UniEmitter<? super Void>> disappointed;
            synchronized (this) {
                refused.add(offset);
                if (refused.size() > REMEMBERED_REFUSALS) {
                    refused.pollFirst();
                }
                disappointed = waiting.remove(offset);
            }
            if (disappointed != null) {
                disappointed.forEach(emitter -> emitter.fail(new IllegalStateException("refused")));
            }
        }

        Uni<Void> reached(long offset) {
            return Uni.createFrom().emitter(emitter -> {
                boolean isRefused;
                synchronized (this) {
                    isRefused = refused.contains(offset);
                    if (!isRefused && offset > stored) {
                        waiting.computeIfAbsent(offset, key -> new ArrayList<>()).add(emitter);
                        emitter.onTermination(() -> forget(offset, emitter));
                        return;
                    }
                }
                if (isRefused) {
                    emitter.fail(new IllegalStateException("refused"));
                } else {
                    emitter.complete(null);
                }
            });
        }

        private synchronized void forget(long offset, UniEmitter<? super Void> emitter) {
            waiting.computeIfPresent(offset, (key, emitters) -> {
                emitters.remove(emitter);
                return emitters.isEmpty() ? null : emitters;
            });
        }
    }
}
