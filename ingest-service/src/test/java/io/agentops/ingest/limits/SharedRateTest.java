package io.agentops.ingest.limits;

import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;

/** Several processes, which share nothing but Redis. */
@QuarkusTest
class SharedRateTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Duration WHILE = Duration.ofSeconds(2);

    @Inject
    ReactiveRedisDataSource redis;

    private final String project = freshId("rate");

    private ProjectTokens process(String of, Rate rate) {
        return new ProjectTokens(of, rate, new RedisBuckets(redis, LONGEST), System::nanoTime);
    }

    private ProjectTokens impatientProcess(String of, Rate rate) {
        return new ProjectTokens(of, rate, new RedisBuckets(redis), System::nanoTime);
    }

    private static boolean passes(ProjectTokens process, long messages) {
        return take(process, messages).isZero();
    }

    private static Duration take(ProjectTokens process, long messages) {
        return process.take(messages).await().atMost(LONGEST);
    }

    /** Sends as fast as may be for a while; how many passed. */
    private static long hammer(ProjectTokens process) {
        long passed = 0;
        long end = System.nanoTime() + WHILE.toNanos();
        while (System.nanoTime() < end) {
            if (passes(process, 1)) {
                passed++;
            } else {
                LockSupport.parkNanos(100_000);
            }
        }
        return passed;
    }

    @Test
    void twoProcessesTogetherPassNoMoreThanRateAndBurst() {
        Rate rate = new Rate(500, 200);
        ProjectTokens one = process(project, rate);
        ProjectTokens other = process(project, rate);
        long start = System.nanoTime();
        CompletableFuture<Long> besides = CompletableFuture.supplyAsync(() -> hammer(one));
        long passed = hammer(other) + besides.join();
        double most = 200 + (System.nanoTime() - start) / 1e9 * 500;
        assertThat((double) passed).isBetween(0.5 * most, most);
        assertThat(besides.join()).isBetween(passed / 10, passed * 9 / 10);
    }

    @Test
    void whoStaysWithinItsRateIsNeverRefusedBesideANoisyOne() {
        Rate rate = new Rate(200, 40);
        ProjectTokens quiet = process(project, rate);
        CompletableFuture<Long> noisy = CompletableFuture.supplyAsync(() -> hammer(process(freshId("noisy"), rate)));
        long last = System.nanoTime();
        for (int i = 0; i < 300; i++) {
            while (System.nanoTime() - last < 6_000_000L) {
                LockSupport.parkNanos(200_000);
            }
            last = System.nanoTime();
            assertThat(passes(quiet, 1)).as("message %d", i).isTrue();
        }
        assertThat(noisy.join()).isLessThan(40 + 200 * 6);
    }

    @Test
    void aBurstOfMessagesCostsFewCalls() {
        ProjectTokens process = process(project, new Rate(10_000, 50_000));
        assertThat(passes(process, 1)).isTrue();
        long before = calls();
        for (int i = 0; i < 20_000; i++) {
            assertThat(passes(process, 1)).isTrue();
        }
        assertThat(calls() - before).isBetween(10L, 60L);
    }

    @Test
    void whatIsLargerThanTheBurstPassesAndAllProcessesWaitForIt() {
        Rate rate = new Rate(10, 5);
        ProjectTokens one = process(project, rate);
        ProjectTokens other = process(project, rate);
        assertThat(passes(one, 25)).isTrue();
        await().atMost(LONGEST).until(() -> tokens().startsWith("-"));
        assertThat(take(one, 1)).isBetween(Duration.ofMillis(1), Duration.ofMillis(2_200));
        assertThat(take(other, 25)).isBetween(Duration.ofMillis(1), Duration.ofMillis(2_200));
        await().atMost(LONGEST).until(() -> passes(other, 25));
    }

    @Test
    void withoutRedisEachProcessHoldsToTheRateAloneAndWithRedisTogetherAgain() {
        List<String> told = new CopyOnWriteArrayList<>();
        Handler handler = remember(told);
        Logger log = Logger.getLogger(RedisBuckets.class.getName());
        log.addHandler(handler);
        try {
            Rate rate = new Rate(2, 20);
            ProjectTokens spent = impatientProcess(project, rate);
            ProjectTokens fresh = impatientProcess(project + "-b", rate);
            assertThat(passes(spent, 20)).isTrue();
            assertThat(passes(fresh, 1)).isTrue();
            SharedStack.control(PartName.REDIS, Control.KILL);
            long start = System.nanoTime();
            try {
                assertThat(burst(spent)).as("no new burst").isLessThanOrEqualTo(1 + seconds(start) * 2);
                assertThat(burst(fresh)).isBetween(18L, 20 + seconds(start) * 2);
                assertThat(take(fresh, 1)).isPositive().isLessThanOrEqualTo(Duration.ofMillis(500));
            } finally {
                SharedStack.control(PartName.REDIS, Control.START);
            }
            await().atMost(LONGEST).until(() -> {
                take(spent, 1);
                take(fresh, 1);
                return tokens() != null && told.stream().anyMatch(line -> line.contains("back"));
            });
            ProjectTokens newcomer = process(project, rate);
            assertThat(passes(newcomer, 1_000)).isTrue();
            await().atMost(LONGEST).until(() -> tokens().startsWith("-"));
            await().atMost(LONGEST).until(() -> take(spent, 1).compareTo(Duration.ofSeconds(100)) > 0);
        } finally {
            log.removeHandler(handler);
        }
        assertThat(told.stream().filter(line -> line.startsWith("WARN")).count()).isGreaterThanOrEqualTo(2);
        assertThat(told.stream().filter(line -> line.startsWith("INFO")))
                .containsOnly("INFO Redis is back: rates hold for all processes together");
    }

    @Test
    void aSlowRedisIsNotWaitedFor() {
        ProjectTokens process = impatientProcess(project, new Rate(1, 3));
        assertThat(passes(process, 1)).isTrue();
        redis.execute("CLIENT", "PAUSE", "5000", "ALL").await().atMost(LONGEST);
        long start = System.nanoTime();
        assertThat(burst(process)).isBetween(1L, 6L);
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(4).toNanos());
    }

    /** How many messages pass until one is refused. */
    private static long burst(ProjectTokens process) {
        long passed = 0;
        while (passes(process, 1)) {
            passed++;
        }
        return passed;
    }

    private static long seconds(long start) {
        return (System.nanoTime() - start) / 1_000_000_000 + 1;
    }

    private String tokens() {
        var kept = redis.hash(String.class).hget(RedisBuckets.KEY + project, "tokens");
        return kept.onFailure().recoverWithNull().await().atMost(LONGEST);
    }

    /** Scripts that Redis has run. */
    private long calls() {
        String line = redis.execute("INFO", "commandstats").await().atMost(LONGEST)
                .toString(StandardCharsets.UTF_8).lines()
                .filter(one -> one.startsWith("cmdstat_eval:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("cmdstat_eval:calls=(\\d+),.*", "$1"));
    }

    private static Handler remember(List<String> told) {
        return new Handler() {
            @Override
            public void publish(LogRecord message) {
                told.add((message.getLevel().intValue() > 800 ? "WARN " : "INFO ") + message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
