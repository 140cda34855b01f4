package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/** Holds projects to their rates, over all processes. A project without one costs nothing, one that is idle is forgotten. */
@Singleton
class RateLimit {

    private static final Duration SWEEP = Duration.ofSeconds(10);
    private static final Uni<Duration> UNLIMITED = Uni.createFrom().item(Duration.ZERO);

    private final Rates rates;
    private final SharedBuckets shared;
    private final Map<String, ProjectTokens> projects = new ConcurrentHashMap<>();
    private Cancellable ticks;

    RateLimit(LimitSettings settings, SharedBuckets shared) {
        this.rates = new Rates(settings);
        this.shared = shared;
    }

    void start(@Observes StartupEvent start) {
        if (!rates.isEmpty()) {
            ticks = Multi.createFrom().ticks().every(SWEEP).onOverflow().drop().subscribe().with(tick -> sweep());
        }
    }

    @PreDestroy
    void stop() {
        if (ticks != null) {
            ticks.cancel();
        }
    }

    /** As {@link ProjectTokens#take}. */
    Uni<Duration> take(String project, long messages) {
        Optional<Rate> rate = rates.of(project);
        return rate.isEmpty() || messages == 0
                ? UNLIMITED
                : projects.computeIfAbsent(project,
                        id -> new ProjectTokens(id, rate.get(), shared, System::nanoTime)).take(messages);
    }

    private void sweep() {
        projects.keySet().forEach(
                project -> projects.computeIfPresent(project, (id, tokens) -> tokens.isIdle() ? null : tokens));
    }
}
