package io.agentops.ingest.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class RunDoorTest {

    @Inject
    RunDoor door;

    @Test
    void onlyASmallRunIsReadByTheThreadThatBringsIt() {
        assertThat(readBy(8_192)).isSameAs(Thread.currentThread());
        assertThat(readBy(8_193)).isNotSameAs(Thread.currentThread());
    }

    private Thread readBy(int size) {
        Thread[] reader = new Thread[1];
        RunFormat format = (json, clockSkew) -> {
            reader[0] = Thread.currentThread();
            return Reading.malformed("read");
        };
        assertThat(door.ingest(format, new byte[size], null, (run, status) -> run).onFailure().recoverWithNull().await()
                .atMost(Duration.ofSeconds(20))).isNull();
        return reader[0];
    }
}
