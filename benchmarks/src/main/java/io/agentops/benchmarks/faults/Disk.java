package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A small file system of its own, in a file: the disk quota of the platform's data. Only root can make one. */
final class Disk implements AutoCloseable {

    private static final int BLOCK = 1 << 20;
    private static final int LAST_BYTES = 4096;

    private final Path image;
    private final Path folder;
    private final Path filler;

    private Disk(Path image, Path folder) {
        this.image = image;
        this.folder = folder;
        this.filler = folder.resolve("filler");
    }

    /**
     * Puts a file system of so many bytes in place of a folder that is empty.
     *
     * @return empty where this process may not
     */
    static Optional<Disk> mount(Path folder, long bytes) throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return Optional.empty();
        }
        Path image = folder.resolveSibling(folder.getFileName() + ".disk");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        if (!succeeds("mkfs.ext4", "-q", "-F", "-m", "0", image.toString())
                || !succeeds("mount", "-o", "loop", image.toString(), folder.toString())) {
            Files.delete(image);
            return Optional.empty();
        }
        return Optional.of(new Disk(image, folder));
    }

    /** Takes all the room that is left: most of it without a byte written, the rest bit by bit, since others take of it too. */
    void fill() throws IOException, InterruptedException {
        long room = Files.getFileStore(folder).getUsableSpace();
        while (room > BLOCK && !succeeds("fallocate", "-l", Long.toString(room), filler.toString())) {
            room -= room / 16;
        }
        try (FileChannel out = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size = BLOCK; size >= LAST_BYTES;) {
                try {
                    ByteBuffer zeros = ByteBuffer.allocate(size);
                    while (zeros.hasRemaining()) {
                        out.write(zeros);
                    }
                } catch (IOException full) {
                    size /= 4;
                }
            }
        }
    }

    /** Gives it back. */
    void free() throws IOException {
        Files.deleteIfExists(filler);
    }

    @Override
    public void close() throws IOException {
        try {
            if (!succeeds("umount", folder.toString())) {
                succeeds("umount", "-l", folder.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Files.deleteIfExists(image);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
