package io.agentops.localstack.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftAgentTest {

    @TempDir
    Path sidecarData;
    private Process agent;

    @BeforeEach
    void start() throws IOException {
        agent = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void stop() {
        agent.destroyForcibly();
    }

    private void startedAt(Instant time) throws IOException {
        Files.writeString(sidecarData.resolve("process.json"),
                "{\"pid\":%d,\"startedAtMillis\":%d}".formatted(agent.pid(), time.toEpochMilli()));
    }

    @Test
    void itIsEndedAlthoughTheClockWasSetMeanwhile() throws Exception {
        startedAt(agent.info().startInstant().orElseThrow().plusSeconds(2));

        LeftAgent.end(sidecarData);

        assertThat(agent.isAlive()).isFalse();
    }

    @Test
    void aProcessThatOnlyHasItsIdIsLeftAlone() throws Exception {
        startedAt(agent.info().startInstant().orElseThrow().minusSeconds(60));

        LeftAgent.end(sidecarData);

        assertThat(agent.isAlive()).isTrue();
    }
}
