package io.agentops.localstack.platform;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

import io.agentops.localstack.StackException;

/**
 * The folder of a platform's data: used by one platform at a time, which leaves its process id in it.
 */
final class DataFolder implements AutoCloseable {

    private final Path pidFile;
    private final FileLock lock;

    private DataFolder(Path pidFile, FileLock lock) {
        this.pidFile = pidFile;
        this.lock = lock;
    }

    /** A platform that runs: its launcher, and the first port of its block. */
    record Running(ProcessHandle launcher, int port) {}

    /**
     * Takes the folder for this process.
     *
     * @throws StackException when another platform uses it
     */
    static DataFolder take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw new StackException("A platform is running on " + folder
                        + " already; end it with: ./agentops down, or choose another folder with --data");
            }
            return new DataFolder(folder.resolve("pid"), lock);
        } catch (IOException e) {
            throw new StackException("Cannot use " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Leaves word that this process runs a platform here. */
    void announce(int port) {
        ProcessHandle self = ProcessHandle.current();
        Instant started = self.info().startInstant().orElseGet(Instant::now);
        try {
            Files.writeString(pidFile, self.pid() + " " + started + " " + port + "\n");
        } catch (IOException e) {
            throw new StackException("Cannot write " + pidFile + ": " + e.getMessage(), e);
        }
    }

    /** The platform that uses this folder, if one does. A process that only has the same id does not count. */
    static Optional<Running> running(Path folder) {
        Path pidFile = folder.resolve("pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        try {
            String[] words = Files.readString(pidFile).strip().split(" ", -1);
            Instant started = Instant.parse(words[1]);
            int port = Integer.parseInt(words[2]);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(process -> StartTime.isOf(process, started))
                    .map(process -> new Running(process, port));
        } catch (IOException | RuntimeException e) {
            throw new StackException("Cannot read " + pidFile + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(pidFile);
            lock.channel().close();
        } catch (IOException e) {
            throw new StackException("Cannot give " + pidFile.getParent() + " back", e);
        }
    }
}
