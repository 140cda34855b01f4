package io.agentops.localstack.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    private final ProcessHandle self = ProcessHandle.current();

    @TempDir
    Path folder;

    @Test
    void aPlatformIsFoundWhileItHasTheFolder() {
        assertThat(DataFolder.running(folder)).isEmpty();
        try (DataFolder taken = DataFolder.take(folder)) {
            taken.announce(9080);
            assertThat(DataFolder.running(folder)).contains(new DataFolder.Running(self, 9080));
        }
        assertThat(DataFolder.running(folder)).isEmpty();
    }

    @Test
    void aProcessThatOnlyHasTheSameIdIsNotOurs() throws Exception {
        Instant earlier = self.info().startInstant().orElseThrow().minus(Duration.ofMinutes(1));
        Files.writeString(folder.resolve("pid"), self.pid() + " " + earlier + " 8080\n");
        assertThat(DataFolder.running(folder)).isEmpty();
    }
}
