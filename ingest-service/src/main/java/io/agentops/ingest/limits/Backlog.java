package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.limits.WriterLag.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;

/** How many records wait between doors and writers, measured now and then. While that is unknown nobody is refused for it. */
@Singleton
public class Backlog {

    private static final Logger LOG = Logger.getLogger(Backlog.class);
    /** The groups of the incoming channels, as the application's properties name them. */
    private static final Map<Unit, String> WRITERS = Map.of(Unit.RUNS, "run-writer", Unit.SPANS, "span-writer",
            Unit.HEARTBEATS, "heartbeat-writer");

    /** Beyond two measurements, which it takes to see that writers have all. */
    private static final Duration MOST_BEHIND = Duration.ofSeconds(30);

    private final WriterLag lag;
    private final LimitSettings settings;
    private final Map<Unit, Queue> queues = new EnumMap<>(Unit.class);
    private Cancellable ticks;

    Backlog(WriterLag lag, LimitSettings settings, MeterRegistry meters) {
        if (settings.backlog() < 1) {
            throw new IllegalArgumentException("agentops.limits.backlog must be at least 1, was " + settings.backlog());
        }
        if (settings.backlogEvery().toMillis() < 1) {
            throw new IllegalArgumentException(
                    "agentops.limits.backlog-every must be at least 1 ms, was " + settings.backlogEvery());
        }
        this.lag = lag;
        this.settings = settings;
        for (Unit unit : Unit.values()) {
            Queue queue = new Queue();
            queues.put(unit, queue);
            meters.gauge(IngestMetrics.BACKLOG, Tags.of("topic",
                    unit.topic()), queue, measured -> measured.length);
        }
    }

    /** What was measured last. */
    private static final class Queue {
        /** Not a number while it is unknown. */
        private volatile double length = Double.NaN;
        private volatile boolean tooLong;
        private final Delay delay = new Delay();
    }

    void start(@Observes StartupEvent start) {
        ticks = Multi.createFrom().ticks().every(settings.backlogEvery())
                .onOverflow().drop()
                .onItem().transformToUniAndConcatenate(tick -> Uni.createFrom().voidItem()
                        .emitOn(Infrastructure.getDefaultWorkerPool()).invoke(() -> WRITERS.forEach(this::measure)))
                .subscribe().with(measured -> {}, e -> LOG.error("The backlog is no longer measured", e));
    }

    @PreDestroy
    void stop() {
        if (ticks != null) {
            ticks.cancel();
        }
    }

    /** Whether more records wait than is set. */
    boolean isTooLong(Unit unit) {
        return queues.get(unit).tooLong;
    }

    /**
     * Whether writers of runs have not had all that there was half a minute ago, or it is not known that they had: then what is not
     * stored may yet have been reported.
     */
    public boolean isBehind() {
        long now = System.nanoTime();
        Duration most = MOST_BEHIND.plus(settings.backlogEvery().multipliedBy(2));
        return Stream.of(Unit.RUNS, Unit.SPANS).anyMatch(unit -> queues.get(unit).delay.isLonger(most, now));
    }

    /** How long ago the writers had all that there was; empty while that is not known. */
    public Optional<Duration> delay(Unit unit) {
        return queues.get(unit).delay.since(System.nanoTime());
    }

    private void measure(Unit unit, String group) {
        double length = Double.NaN;
        long start = System.nanoTime();
        try {
            Progress progress = lag.of(unit.topic(), group);
            queues.get(unit).delay.measured(progress, start);
            length = progress.waiting();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.debugf("The backlog of %s is unknown: %s", unit.topic(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        take(unit, length);
    }

    private void take(Unit unit, double length) {
        Queue queue = queues.get(unit);
        boolean tooLong = length > settings.backlog();
        if (tooLong && !queue.tooLong) {
            LOG.warnf("%,.0f records of %s wait for the writers, more than %,d: the doors take no more", length,
                    unit.topic(), settings.backlog());
        } else if (!tooLong && queue.tooLong) {
            LOG.infof("The doors take %s again", unit.wireName());
        }
        queue.tooLong = tooLong;
        queue.length = length;
    }
}
