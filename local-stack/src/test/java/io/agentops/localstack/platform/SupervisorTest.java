package io.agentops.localstack.platform;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.agentops.localstack.Folders;
import io.agentops.localstack.StackOptions;
import io.agentops.localstack.part.Binaries;
import io.agentops.localstack.part.Placement;
import io.agentops.localstack.part.RedisPart;
import io.agentops.localstack.process.Reaper;

class SupervisorTest {

    @TempDir
    Path folder;

    @Test
    void aPartThatEndsUnaskedIsStartedAgainUntilThePlatformEnds() {
        StackOptions usual = StackOptions.forTests();
        Folders.delete(usual.folder());
        RedisPart redis = new RedisPart(
                new Placement(folder, false, new Binaries(usual.binaries()), Reaper.start()), usual.ports().redis());
        redis.start();
        long first = redis.pid();
        Supervisor supervisor = new Supervisor(new Console());
        supervisor.watch(redis);
        redis.kill();
        await().atMost(20, SECONDS).until(() -> redis.isRunning() && redis.pid() != first);
        supervisor.end();
        redis.stop();
        assertThat(redis.isRunning()).isFalse();
    }

    @Test
    void pausesDoubleUpToHalfAMinute() {
        assertThat(IntStream.range(0, 7).mapToObj(Supervisor::pauseBefore).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }
}
