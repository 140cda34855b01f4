package io.agentops.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

/** Memory, time and threads have an end, whatever the server does. */
class BoundsTest {

    @Test
    void aFullQueueDropsAndCountsAndKeepsRoomForTheEndsOfRuns() {
        try (AgentTracer tracer = Tracers.patient(Tracers.nowhere()).queue(100, 1_000_000)
                .closeWithin(Duration.ofMillis(200)).build()) {
            Run run = tracer.startRun();
            for (int i = 0; i < 200; i++) {
                run.step(StepType.OTHER, "step").close();
            }
            assertThat(tracer.stats().queued()).isEqualTo(90);
            assertThat(tracer.stats().dropped(DropReason.QUEUE_FULL)).isEqualTo(111);
            for (int i = 0; i < 20; i++) {
                run.close();
                run.status(RunStatus.PARTIAL);
            }
            assertThat(tracer.stats().accepted()).isEqualTo(100);
            assertThat(tracer.stats().dropped(DropReason.QUEUE_FULL)).isEqualTo(122);
            tracer.close();
            assertThat(tracer.stats()).isEqualTo(new Stats(100, 0, Map.of(DropReason.QUEUE_FULL, 122L,
                    DropReason.CLOSED, 100L, DropReason.LATE, 0L, DropReason.INVALID, 0L, DropReason.REFUSED, 0L,
                    DropReason.UNDELIVERED, 0L), tracer.stats().retries(), 0));
        }
    }

    @Test
    void bytesAreBoundedToo() {
        try (AgentTracer tracer = Tracers.patient(Tracers.nowhere()).queue(10_000, 20_000)
                .closeWithin(Duration.ofMillis(200)).build()) {
            Run run = tracer.startRun();
            for (int i = 0; i < 100; i++) {
                run.inStep(StepType.OTHER, "step", step -> step.metadata("label", "x".repeat(128)));
            }
            assertThat(tracer.stats().queued()).isEqualTo(45);
            assertThat(tracer.stats().accepted() + tracer.stats().dropped(DropReason.QUEUE_FULL)).isEqualTo(101);
        }
    }

    @Test
    void closingSendsWhatIsLeft() {
        try (BulkDoor door = new BulkDoor()) {
            AgentTracer tracer = Tracers.patient(door.url()).build();
            for (int i = 0; i < 2_000; i++) {
                tracer.startRun("run-" + i).close();
            }
            tracer.close();
            assertThat(tracer.stats().sent()).isEqualTo(4_000);
            assertThat(door.merged()).hasSize(2_000)
                    .allSatisfy((id, run) -> assertThat(run.status).isEqualTo("success"));
            tracer.startRun().close();
            tracer.close();
            assertThat(tracer.stats().dropped(DropReason.LATE)).isEqualTo(2);
        }
    }

    @Test
    void closingGivesUpAtItsLimitOnAServerThatNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AgentTracer tracer = Tracers.of(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                    .closeWithin(Duration.ofMillis(400)).build();
            tracer.startRun().close();
            try (var connection = silent.accept()) {
                long began = System.nanoTime();
                tracer.close();
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(Duration.ofMillis(400), Duration.ofSeconds(5));
                assertThat(connection.isConnected()).isTrue();
            }
            assertThat(tracer.stats().dropped(DropReason.CLOSED)).isEqualTo(2);
            assertThat(tracer.stats().queued()).isZero();
        }
    }

    @Test
    void closingDoesNotWaitForAServerThatAsksForMoreTimeThanThereIs() {
        try (BulkDoor door = new BulkDoor()) {
            door.then(BulkDoor.status(503, "Retry-After", "60"));
            AgentTracer tracer = Tracers.of(door.url()).closeWithin(Duration.ofSeconds(30)).build();
            tracer.startRun().close();
            await().untilAsserted(() -> assertThat(door.requests()).hasSize(1));
            long began = System.nanoTime();
            tracer.close();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            assertThat(tracer.stats().dropped(DropReason.CLOSED)).isEqualTo(2);
            assertThat(door.requests()).hasSize(1);
        }
    }

    @Test
    void aServerThatComesBackWhileClosingGetsEverything() {
        try (BulkDoor door = new BulkDoor()) {
            for (int i = 0; i < 3; i++) {
                door.then(BulkDoor.status(503));
            }
            AgentTracer tracer = Tracers.patient(door.url()).closeWithin(Duration.ofSeconds(30)).build();
            tracer.startRun().close();
            tracer.close();
            assertThat(tracer.stats().sent()).isEqualTo(2);
            assertThat(tracer.stats().retries()).isEqualTo(3);
        }
    }

    @Test
    void anInterruptedThreadStillDrainsAndStaysInterrupted() throws Exception {
        try (BulkDoor door = new BulkDoor()) {
            AgentTracer tracer = Tracers.patient(door.url()).build();
            tracer.startRun().close();
            List<Boolean> interrupted = new ArrayList<>();
            Thread closer = new Thread(() -> {
                Thread.currentThread().interrupt();
                tracer.close();
                interrupted.add(Thread.currentThread().isInterrupted());
            });
            closer.start();
            closer.join();
            assertThat(interrupted).containsExactly(true);
            assertThat(tracer.stats().sent()).isEqualTo(2);
        }
    }

    @Test
    void noThreadIsLeft() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (BulkDoor door = new BulkDoor()) {
            door.then((exchange, request) -> awaitQuietly(never));
            AgentTracer tracer = Tracers.of(door.url()).closeWithin(Duration.ofMillis(200)).build();
            tracer.startRun().close();
            await().untilAsserted(() -> assertThat(door.requests()).hasSize(1));
            assertThat(threads()).contains("agentops-sdk-sender");
            tracer.close();
            assertThat(threads()).doesNotContain("agentops-sdk-sender");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                // Before Java 21 the JDK's client ends its selector's thread when it is collected.
                System.gc();
                assertThat(threads())
                        .noneMatch(name -> name.startsWith("agentops-sdk") || name.startsWith("HttpClient"));
            });
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }
}
