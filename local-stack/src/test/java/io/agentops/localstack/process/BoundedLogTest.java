package io.agentops.localstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {

    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aFullFileReplacesTheOneBeforeIt() throws Exception {
        Path file = folder.resolve("logs/service.log");
        try (BoundedLog log = new BoundedLog(file)) {
            for (int i = 0; i < 30; i++) {
                log.write(new byte[MEBIBYTE]);
            }
        }
        assertThat(sizes(file.getParent())).containsExactly(
                "service.log 3", "service.log.1 9");
    }

    @Test
    void aRestartAppends() throws Exception {
        Path file = folder.resolve("service.log");
        for (String line : new String[]{"first\n", "second\n"}) {
            try (BoundedLog log = new BoundedLog(file)) {
                log.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        assertThat(file).hasContent("first\nsecond\n");
    }

    private static Stream<String> sizes(Path logs) throws Exception {
        try (Stream<Path> files = Files.list(logs)) {
            return files.map(file -> file.getFileName() + " " + file.toFile().length() / MEBIBYTE).sorted().toList()
                    .stream();
        }
    }
}
