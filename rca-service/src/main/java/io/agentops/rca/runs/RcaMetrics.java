package io.agentops.rca.runs;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;

/**
 * The metrics of RCA runs. Per process, {@link #ATTEMPTS_STARTED} = sum of {@link #ATTEMPTS_ENDED} + {@link #IN_FLIGHT}; a
 * difference is a bug. Across processes every RCA run adds exactly one to {@link #RUNS_FINISHED}, except that a process killed
 * between recording an ending and counting it loses that count.
 */
@Startup
@ApplicationScoped
class RcaMetrics {
    /** Counter: attempts begun, that is claims won. */
    static final String ATTEMPTS_STARTED = "agentops.rca.attempts.started";

    /** Counter by {@link #OUTCOME}: {@code done}, {@code failed}, {@code retried}, {@code lost}. */
    static final String ATTEMPTS_ENDED = "agentops.rca.attempts.ended";

    /** Timer by {@link #OUTCOME}: from claim to the end of the attempt. */
    static final String DURATION = "agentops.rca.duration";

    /** Gauge: attempts under way in this process. */
    static final String IN_FLIGHT = "agentops.rca.in.flight";

    /** Counter by {@link #STATUS} and {@link #CATEGORY}: RCA runs this process ended. */
    static final String RUNS_FINISHED = "agentops.rca.runs.finished";

    /** Gauge in seconds: the age of the oldest RCA run that is queued or running, anywhere, as of the last sweep. */
    static final String QUEUE_AGE = "agentops.rca.queue.age";

    /** Counter by {@link #OUTCOME}: wake-ups that were {@code taken}, {@code needless}, {@code deferred} or {@code malformed}. */
    static final String WAKE_UPS = "agentops.rca.wake.ups";

    /** Counter by {@link #OUTCOME}: progress events {@code written} or {@code dropped}. */
    static final String PROGRESS = "agentops.rca.progress";

    static final String OUTCOME = "outcome";
    static final String STATUS = "status";
    /** The report's category; {@code none} without a report. */
    static final String CATEGORY = "category";

    private final MeterRegistry registry;
    private final AtomicReference<Double> queueAge = new AtomicReference<>(0.0);
    private final AtomicInteger inFlight = new AtomicInteger();

    RcaMetrics(MeterRegistry registry) {
        this.registry = registry;
        registry.gauge(QUEUE_AGE, queueAge, AtomicReference::get);
        registry.gauge(IN_FLIGHT, inFlight);
    }

    void attemptStarted() {
        registry.counter(ATTEMPTS_STARTED).increment();
        inFlight.incrementAndGet();
    }

    void attemptEnded(String outcome, Duration took) {
        inFlight.decrementAndGet();
        registry.counter(ATTEMPTS_ENDED, OUTCOME, outcome).increment();
        Timer.builder(DURATION).tag(OUTCOME, outcome).register(registry).record(took);
    }

    void runFinished(Ending ending) {
        var category = ending instanceof Ending.Done done ? done.category().wireName() : "none";
        registry.counter(RUNS_FINISHED, STATUS, ending.status().wireName(), CATEGORY, category).increment();
    }

    void wakeUp(String outcome) {
        registry.counter(WAKE_UPS, OUTCOME, outcome).increment();
    }

    void progress(String outcome) {
        registry.counter(PROGRESS, OUTCOME, outcome).increment();
    }

    void queueAge(double seconds) {
        queueAge.set(seconds);
    }
}
