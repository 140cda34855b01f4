package io.agentops.sidecar.process;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What the process writes, in a file and not a pipe: it goes on writing when the sidecar is killed. The process appends, so that
 * the file can be emptied under it.
 */
final class AgentLog {

    private static final int TAIL_BYTES = 64 << 10;

    private final Path file;
    private final long mostBytes;

    AgentLog(Path dataDir, long mostBytes) {
        this.file = dataDir.resolve("agent.log");
        this.mostBytes = mostBytes;
    }

    Path file() {
        return file;
    }

    /** Empties the file when it is full, after a copy. What is written in between may be lost. */
    void trim() {
        try {
            if (Files.exists(file) && Files.size(file) > mostBytes) {
                Files.copy(file, file.resolveSibling("agent.log.1"), StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    log.truncate(0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot trim " + file, e);
        }
    }

    /** The last lines, the newest last, of at most 64 KiB. */
    List<String> tail(int lines) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, log.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().skip(from == 0 ? 0 : 1).toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (FileNotFoundException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
