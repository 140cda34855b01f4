package io.agentops.localstack.platform;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.agentops.localstack.Folders;
import io.agentops.localstack.StackException;
import io.agentops.localstack.StackOptions;
import io.agentops.localstack.part.Binaries;
import io.agentops.localstack.part.Part;
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
    void aPartThatRunsButDoesNotAnswerAfterARestartIsKilledAndStartedOnceMore() {
        HangsOnce part = new HangsOnce();
        Supervisor supervisor = new Supervisor(new Console());
        supervisor.watch(part);
        await().atMost(20, SECONDS).untilAtomic(part.starts, equalTo(2));
        await().atMost(5, SECONDS).until(part::isRunning);
        supervisor.end();
        assertThat(part.kills).isEqualTo(1);
    }

    @Test
    void pausesDoubleUpToHalfAMinute() {
        assertThat(IntStream.range(0, 7).mapToObj(Supervisor::pauseBefore).map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    /** Runs without an answer after its first start, as a server that waits for room on its disk. */
    private static final class HangsOnce implements Part {
        private final AtomicInteger starts = new AtomicInteger();
        private int kills;
        private volatile boolean running;

        @Override
        public String name() {
            return "hangs once";
        }

        @Override
        public int port() {
            return 0;
        }

        @Override
        public void start() {
            running = true;
            if (starts.incrementAndGet() == 1) {
                throw new StackException("hangs once did not answer");
            }
        }

        @Override
        public void stop() {
            running = false;
        }

        @Override
        public void kill() {
            kills++;
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public long pid() {
            return 0;
        }
    }
}
