package io.agentops.localstack.process;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log file that never takes more than twice its limit: a full one becomes {@code <name>.1}, in place of the one before.
 */
final class BoundedLog extends OutputStream {

    private static final long LIMIT_BYTES = 8L << 20;

    private final Path file;
    private OutputStream out;
    private long size;

    BoundedLog(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.file = file;
            this.size = Files.exists(file) ? Files.size(file) : 0;
            this.out = append();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the log " + file, e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (size > LIMIT_BYTES) {
            out.close();
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            size = 0;
            out = append();
        }
        out.write(bytes, offset, length);
        out.flush();
        size += length;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private OutputStream append() throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }
}
