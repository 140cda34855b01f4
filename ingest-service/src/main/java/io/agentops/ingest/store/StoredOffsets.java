package io.agentops.ingest.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

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

/**
 * How far each partition of {@code agent-runs} is stored, as the writers say it: in this process directly, from others
 * over a Redis channel. Nothing is remembered in Redis, so nothing stale can be believed; with Redis away, a door whose
 * record another process stores answers "accepted" instead of "stored".
 */
@Singleton
public class StoredOffsets {

    static final String CHANNEL = "agent-runs:stored";
    private static final Logger LOG = Logger.getLogger(StoredOffsets.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);
    private static final Duration PUBLISH_WAIT = Duration.ofMillis(250);

    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();
    private final ReactivePubSubCommands<String> channel;
    private Cancellable subscription;

    StoredOffsets(ReactiveRedisDataSource redis) {
        channel = redis.pubsub(String.class);
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
     * Tells every process that all records up to these offsets are stored.
     *
     * @return completes when told, or when telling took too long; never fails
     */
    Uni<Void> advance(Map<Integer, Long> stored) {
        StringBuilder message = new StringBuilder();
        stored.forEach((partition, offset) -> {
            partition(partition).advance(offset);
            message.append(partition).append(':').append(offset).append(',');
        });
        return channel.publish(CHANNEL, message.toString())
                .ifNoItem().after(PUBLISH_WAIT).fail()
                .onFailure().recoverWithNull();
    }

    /**
     * Waits until every offset is stored.
     *
     * @return true when all are, false when the time is over
     */
    public Uni<Boolean> await(Map<Integer, Long> offsets, Duration atMost) {
        List<Uni<Void>> waits = offsets.entrySet().stream()
                .map(entry -> partition(entry.getKey()).reached(entry.getValue()))
                .toList();
        return Uni.join().all(waits).andFailFast()
                .replaceWith(true)
                .ifNoItem().after(atMost).recoverWithItem(false);
    }

    private Partition partition(int number) {
        return partitions.computeIfAbsent(number, n -> new Partition());
    }

    private void heard(String message) {
        for (String entry : message.split(",", -1)) {
            int colon = entry.indexOf(':');
            if (colon > 0) {
                partition(Integer.parseInt(entry.substring(0, colon)))
                        .advance(Long.parseLong(entry.substring(colon + 1)));
            }
        }
    }

    private static final class Partition {
        private final ConcurrentSkipListMap<Long, List<UniEmitter<? super Void>>> waiting = new ConcurrentSkipListMap<>();
        private volatile long stored = -1;

        void advance(long offset) {
            synchronized (this) {
                stored = Math.max(stored, offset);
            }
            release();
        }

        Uni<Void> reached(long offset) {
            return Uni.createFrom().emitter(emitter -> {
                if (offset <= stored) {
                    emitter.complete(null);
                    return;
                }
                waiting.compute(offset, (key, list) -> {
                    List<UniEmitter<? super Void>> emitters = list == null ? new CopyOnWriteArrayList<>() : list;
                    emitters.add(emitter);
                    return emitters;
                });
                emitter.onTermination(() -> waiting.computeIfPresent(offset, (key, list) -> {
                    list.remove(emitter);
                    return list.isEmpty() ? null : list;
                }));
                // The offset may have been stored between the look and the wait.
                release();
            });
        }

        private void release() {
            long upTo = stored;
            while (true) {
                Map.Entry<Long, List<UniEmitter<? super Void>>> first = waiting.firstEntry();
                if (first == null || first.getKey() > upTo) {
                    return;
                }
                List<UniEmitter<? super Void>> emitters = waiting.remove(first.getKey());
                if (emitters != null) {
                    emitters.forEach(emitter -> emitter.complete(null));
                }
            }
        }
    }
}
