package io.agentops.sidecar;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

import org.jboss.logging.Logger;

/** Small files that are either as they were or as they shall be, whenever the process is killed. */
public final class DataFiles {

    private static final Logger LOG = Logger.getLogger(DataFiles.class);

    private DataFiles() {}

    /** Returns when the content is on the disk; otherwise throws, and the file is as it was. */
    public static void write(Path file, Object content) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(Wire.JSON.writeValueAsBytes(content));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            move(next, file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /**
     * The content of a file, or nothing where there is none.
     *
     * @throws UncheckedIOException when it is there and cannot be read: to go on as if nothing had been would repeat what was done
     */
    public static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Optional.of(Wire.JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            LOG.debugf("%s is not on a file system that moves at once", to);
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
