package io.agentops.ingest.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.webhooks.DeliveryStore.Taken;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;

/** Sends waiting notifications, each webhook one at a time and many webhooks at once. */
@ApplicationScoped
class Deliveries {

    private static final Logger LOG = Logger.getLogger(Deliveries.class);

    /** A round takes no more after that; the next one goes on. */
    private static final Duration LONGEST_ROUND = Duration.ofSeconds(20);

    /** Beyond the time a receiver has, for the database. */
    private static final Duration TO_SPARE = Duration.ofSeconds(20);

    private final DeliveryStore store;
    private final WebhookClient client;
    private final MeterRegistry meters;
    private final Duration lease;
    private final AtomicInteger free;
    private final Clock clock = Clock.systemUTC();

    Deliveries(DeliveryStore store, WebhookClient client, WebhookSettings settings, MeterRegistry meters) {
        this.store = store;
        this.client = client;
        this.meters = meters;
        this.lease = settings.deliverTimeout().plus(TO_SPARE);
        this.free = new AtomicInteger(settings.parallel());
    }

    /** Begins though the one before goes on: that may wait for slow receivers. */
    @Scheduled(every = "{agentops.alerts.deliver-every}")
    Uni<Void> scheduled() {
        return round(Duration.ZERO)
                .onFailure().invoke(e -> LOG.warnf("Notifications are left to the next round: %s", e.getMessage()))
                .onFailure().recoverWithNull();
    }

    /**
     * Sends what is due, until nothing is.
     *
     * @param ahead how much later than now it may be due
     */
    Uni<Void> round(Duration ahead) {
        return send(ahead, clock.instant().plus(LONGEST_ROUND));
    }

    private Uni<Void> send(Duration ahead, Instant end) {
        Instant now = clock.instant();
        int places = free.getAndSet(0);
        if (places == 0 || now.isAfter(end)) {
            free.addAndGet(places);
            return Uni.createFrom().voidItem();
        }
        return store.take(now.plus(ahead), places, lease)
                .onFailure().invoke(() -> free.addAndGet(places))
                .invoke(taken -> free.addAndGet(places - taken.size()))
                .chain(taken -> sendAll(taken, ahead, end));
    }

    private Uni<Void> sendAll(List<Taken> taken, Duration ahead, Instant end) {
        if (taken.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.join().all(taken.stream().map(one -> send(one)
                .onTermination().invoke(free::incrementAndGet)
                .chain(() -> send(ahead, end))).toList())
                .andCollectFailures().replaceWithVoid();
    }

    private Uni<Void> send(Taken one) {
        return client.send(one.receiver(), one.event().toString(), one.body()).chain(outcome -> {
            Instant now = clock.instant();
            if (outcome.isDelivered()) {
                count("delivered");
                return store.delivered(one, outcome, now);
            }
            if (outcome.isGone()) {
                count("gone");
                return store.gone(one, outcome, now);
            }
            return Backoff.next(outcome, one.attempts(), one.created(), now, ThreadLocalRandom.current())
                    .map(next -> {
                        count("retried");
                        return store.again(one, outcome, next, now);
                    })
                    .orElseGet(() -> {
                        count("failed");
                        return store.failed(one, outcome, now);
                    });
        });
    }

    private void count(String outcome) {
        meters.counter(IngestMetrics.ALERT_DELIVERIES, "outcome", outcome).increment();
    }
}
