package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * Buckets in Redis, each filled by Redis' own clock. A bucket that is full is forgotten. While Redis is away one call a
 * second tries whether it still is.
 */
@Singleton
class RedisBuckets implements SharedBuckets {

    static final String KEY = "agentops:rate:";

    private static final Logger LOG = Logger.getLogger(RedisBuckets.class);
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final long TRY_EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long NANOS_IN_MICRO = 1_000;

    /** Of a bucket: its tokens, below 0 where more passed, and when that was, in microseconds. */
    private static final String TAKE = """
            local rate, burst, owed, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
            local clock = redis.call('TIME')
            local now = clock[1] * 1000000 + clock[2]
            local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
            local tokens = burst
            if kept[1] then
              tokens = math.min(burst, tonumber(kept[1]) + math.max(0, now - tonumber(kept[2])) * rate / 1000000)
            end
            tokens = tokens - owed
            local given = math.max(0, math.min(math.floor(tokens), wanted))
            tokens = tokens - given
            redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
            redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1000)
            return {given, math.ceil(math.max(0, 1 - tokens) / rate * 1000000)}""";

    private final ReactiveRedisDataSource redis;
    private final Duration patience;
    /** Of its own: whoever waits for a grant may hold a worker thread, and be the last that is free. */
    private final ScheduledExecutorService threads = Executors
            .newScheduledThreadPool(Runtime.getRuntime().availableProcessors());
    private final AtomicLong tryAt = new AtomicLong();
    private volatile boolean away;

    @Inject
    RedisBuckets(ReactiveRedisDataSource redis) {
        this(redis, PATIENCE);
    }

    /** @param patience after which Redis counts as away */
    RedisBuckets(ReactiveRedisDataSource redis, Duration patience) {
        this.redis = redis;
        this.patience = patience;
    }

    @Override
    public Uni<Grant> take(String project, Rate rate, long owed, long wanted) {
        return Uni.createFrom().deferred(() -> redis.execute("EVAL", TAKE, "1", KEY + project,
                String.format(Locale.ROOT, "%.6f", rate.perSecond()), Long.toString(rate.burst()), Long.toString(owed),
                Long.toString(wanted)))
                .ifNoItem().after(patience).on(threads).fail()
                .emitOn(threads)
                .map(RedisBuckets::grant)
                .invoke(this::there)
                .onFailure().invoke(this::gone);
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    @Override
    public boolean areAway() {
        if (!away) {
            return false;
        }
        long due = tryAt.get();
        long now = System.nanoTime();
        return now - due < 0 || !tryAt.compareAndSet(due, now + TRY_EVERY_NANOS);
    }

    private static Grant grant(Response answer) {
        return new Grant(answer.get(0).toLong(), answer.get(1).toLong() * NANOS_IN_MICRO);
    }

    private synchronized void there() {
        if (away) {
            away = false;
            LOG.info("Redis is back: rates hold for all processes together");
        }
    }

    private synchronized void gone(Throwable failure) {
        tryAt.set(System.nanoTime() + TRY_EVERY_NANOS);
        if (!away) {
            away = true;
            LOG.warnf("Redis is away: rates hold for each process alone until it is back (%s)", failure);
        }
    }
}
