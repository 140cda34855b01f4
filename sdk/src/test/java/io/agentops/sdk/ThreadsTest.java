package io.agentops.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads, and what they know of each other: nothing, unless asked to. */
class ThreadsTest {

    private static final int RUNS_PER_THREAD = 50;
    private static final int STEPS = 5;

    private final BulkDoor door = new BulkDoor();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void everyRunOfManyThreadsArrivesWhole() throws Exception {
        everyRunArrivesWhole(Executors.newFixedThreadPool(8), 8);
    }

    @Test
    void virtualThreadsAreThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "needs virtual threads");
        everyRunArrivesWhole(
                (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null),
                40);
    }

    /** The server fails now and then, so that some is sent more than once. */
    private void everyRunArrivesWhole(ExecutorService pool, int threads) throws Exception {
        for (int i = 0; i < 3; i++) {
            door.then(BulkDoor::accept);
            door.then(i == 1 ? (exchange, request) -> exchange.close() : BulkDoor.status(503));
        }
        try (AgentTracer tracer = Tracers.of(door.url()).queue(100_000, 64 * 1024 * 1024).build()) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                String prefix = "t" + thread + "-";
                tasks.add(pool.submit(() -> agent(tracer, prefix)));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
            tracer.close();
            long reports = (long) threads * RUNS_PER_THREAD * (STEPS + 3);
            assertThat(tracer.stats().accepted()).isEqualTo(reports);
            assertThat(tracer.stats().sent()).isEqualTo(reports);
            assertThat(tracer.stats().retries()).isPositive();
        } finally {
            pool.shutdownNow();
        }
        assertThat(door.merged()).hasSize(threads * RUNS_PER_THREAD).allSatisfy((id, run) -> {
            assertThat(run.status).isEqualTo("failure");
            assertThat(run.steps.values()).extracting(step -> step.get("seq").asInt())
                    .containsExactlyInAnyOrder(1, 2, 3, 4, 5);
            assertThat(run.failures).hasSize(1);
        });
    }

    private static void agent(AgentTracer tracer, String prefix) {
        for (int i = 0; i < RUNS_PER_THREAD; i++) {
            try (Run run = tracer.startRun(prefix + i)) {
                for (int step = 1; step < STEPS; step++) {
                    run.inStep(StepType.OTHER, "step", s -> s.metadata("n", 1));
                }
                run.inStep(StepType.TOOL, "last", s -> s.fail("timeout"));
            }
        }
    }

    @Test
    void aRunIsCurrentWhereItWasAskedToBeAndNowhereElse() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (AgentTracer tracer = Tracers.of(door.url()).build();
                AgentTracer other = Tracers.of(door.url()).build()) {
            Run outer = tracer.startRun("outer");
            Run inner = tracer.startRun("inner");
            assertThat(tracer.currentRun()).isEmpty();
            try (Scope first = outer.makeCurrent()) {
                assertThat(first.run()).isSameAs(outer);
                assertThat(tracer.currentRun()).containsSame(outer);
                assertThat(other.currentRun()).isEmpty();
                try (Scope second = inner.makeCurrent()) {
                    assertThat(second.run()).isSameAs(inner);
                    assertThat(tracer.currentRun()).containsSame(inner);
                }
                assertThat(tracer.currentRun()).containsSame(outer);
                assertThat(pool.submit(() -> tracer.currentRun().isPresent()).get()).isFalse();
                assertThat(pool.submit(inner.wrap(() -> tracer.currentRun().orElseThrow().runId())).get())
                        .isEqualTo("inner");
                List<Run> seen = new ArrayList<>();
                pool.submit(inner.wrap(() -> {
                    seen.add(tracer.currentRun().orElseThrow());
                })).get();
                assertThat(seen).containsExactly(inner);
                assertThat(pool.submit(() -> tracer.currentRun().isPresent()).get()).isFalse();
            }
            assertThat(tracer.currentRun()).isEmpty();
        } finally {
            pool.shutdownNow();
        }
    }
}
