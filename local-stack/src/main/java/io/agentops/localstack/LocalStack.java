package io.agentops.localstack;

import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

import org.flywaydb.core.Flyway;

import io.agentops.contract.Topics;
import io.agentops.localstack.part.Binaries;
import io.agentops.localstack.part.KafkaPart;
import io.agentops.localstack.part.Part;
import io.agentops.localstack.part.Placement;
import io.agentops.localstack.part.PostgresPart;
import io.agentops.localstack.part.RedisPart;
import io.agentops.localstack.process.Reaper;

/**
 * Real PostgreSQL, Kafka and Redis, as processes that end with this JVM, also when it is killed.
 */
public final class LocalStack implements AutoCloseable {

    private static final int RUN_BYTES = 2 << 20;

    private final StackOptions options;
    private final Placement placement;
    private final PostgresPart postgres;
    private final KafkaPart kafka;
    private final RedisPart redis;
    private final Deque<Runnable> beforeEnd = new ConcurrentLinkedDeque<>();
    private final Thread endWithJvm = new Thread(this::end, "local-stack-end");

    private LocalStack(StackOptions options) {
        this.options = options;
        this.placement = new Placement(options.folder(), options.keepsData(), new Binaries(options.binaries()),
                Reaper.start());
        StackPorts ports = options.ports();
        this.postgres = new PostgresPart(placement, ports.postgres(), options.postgres());
        this.kafka = new KafkaPart(placement, ports.kafka(), ports.kafkaController(), topics(options.partitions()));
        this.redis = new RedisPart(placement, ports.redis());
    }

    /**
     * Starts the three parts and waits until they answer.
     *
     * @throws StackException when one does not; the others are ended before
     */
    public static LocalStack start(StackOptions options) {
        return start(options, ready -> {});
    }

    /** Like {@link #start(StackOptions)}; each part is reported as it is ready, from any thread. */
    public static LocalStack start(StackOptions options, Consumer<Part> ready) {
        LocalStack stack = new LocalStack(options);
        // Before anything starts: a signal in between must not leave processes behind.
        Runtime.getRuntime().addShutdownHook(stack.endWithJvm);
        if (!options.keepsData()) {
            stack.placement.reaper().delete(options.folder());
        }
        try {
            stack.startParts(ready);
            if (options.migrates()) {
                stack.migrate();
            }
            return stack;
        } catch (RuntimeException e) {
            stack.close();
            throw e;
        }
    }

    public PostgresPart postgres() {
        return postgres;
    }

    public KafkaPart kafka() {
        return kafka;
    }

    public RedisPart redis() {
        return redis;
    }

    /** PostgreSQL, Kafka and Redis, in this order. */
    public List<Part> parts() {
        return List.of(postgres, kafka, redis);
    }

    /** Where the parts live; further processes of the same platform live there too. */
    public Placement placement() {
        return placement;
    }

    /** Ends all parts; data that is not kept is deleted. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
        } catch (IllegalStateException e) {
            // The JVM is ending, so the hook is at it already.
            return;
        }
        end();
    }

    /** Runs this before the parts end, however the stack ends. What is added last runs first. */
    public void beforeEnd(Runnable action) {
        beforeEnd.push(action);
    }

    private void startParts(Consumer<Part> ready) {
        List<CompletableFuture<Void>> starts = parts().stream().map(part -> CompletableFuture.runAsync(() -> {
            part.start();
            ready.accept(part);
        }, task -> new Thread(task, "start-" + part.name()).start())).toList();
        try {
            CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StackException cause
                    ? cause
                    : new StackException("The local stack did not start", e.getCause());
        }
    }

    private void migrate() {
        Flyway.configure(LocalStack.class.getClassLoader())
                .dataSource(postgres.jdbcUrl(), PostgresPart.NAME, PostgresPart.NAME)
                .locations("classpath:db/migration")
                .load()
                .migrate();
    }

    private void end() {
        beforeEnd.forEach(Runnable::run);
        parts().parallelStream().forEach(options.keepsData() ? Part::stop : Part::kill);
        if (!options.keepsData()) {
            Folders.delete(options.folder());
        }
    }

    private static List<String> topics(int partitions) {
        return List.of(Topics.AGENT_RUNS + ":" + partitions + ":" + RUN_BYTES,
                Topics.AGENT_RUNS_DLQ + ":" + partitions + ":" + 2 * RUN_BYTES,
                Topics.AGENT_SPANS + ":" + partitions + ":" + RUN_BYTES,
                Topics.AGENT_SPANS_DLQ + ":" + partitions + ":" + 2 * RUN_BYTES,
                Topics.AGENT_TELEMETRY + ":" + partitions,
                Topics.AGENT_TELEMETRY_DLQ + ":" + partitions + ":" + RUN_BYTES,
                Topics.ANALYSIS_REQUESTS + ":" + partitions);
    }
}
