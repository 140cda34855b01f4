package io.agentops.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.zip.ZipException;

/** A body as it is unpacked. What cannot be unpacked to its end, or goes beyond a bound, ends it with a problem. */
final class UnpackedBody extends InputStream {

    private static final int RETRY_AFTER_SECONDS = 1;

    private final InputStream sent;
    private final Coding coding;
    private final long most;
    private final LongPredicate room;
    private final String ofPart;
    private InputStream unpacked;
    private long bytes;

    /**
     * Bounds a body.
     *
     * @param most the most bytes it may unpack to
     * @param room takes memory for so many bytes, where there is some
     * @param ofPart what a refusal adds of the part that was read before; empty where nothing became of it
     */
    UnpackedBody(InputStream sent, Coding coding, long most, LongPredicate room, String ofPart) {
        this.sent = sent;
        this.coding = coding;
        this.most = most;
        this.room = room;
        this.ofPart = ofPart;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        int read = unpack(into, at, length);
        if (read <= 0) {
            return read;
        }
        bytes += read;
        if (bytes > most) {
            throw refused(ProblemException
                    .tooLarge("A body may have at most %,d bytes, unpacked.%s".formatted(most, ofPart)));
        }
        if (!room.test(read)) {
            throw refused(ProblemException.unavailable("Too many bodies are being read at this moment.",
                    RETRY_AFTER_SECONDS));
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        if (unpacked != null && unpacked != sent) {
            unpacked.close();
        }
    }

    private int unpack(byte[] into, int at, int length) throws IOException {
        try {
            if (unpacked == null) {
                unpacked = coding.unpack(sent);
            }
            return unpacked.read(into, at, length);
        } catch (ZipException | EOFException flaw) {
            throw refused(ProblemException.badRequest("The body is not complete and well-formed %s.%s"
                    .formatted(coding.name().toLowerCase(Locale.ROOT), ofPart)));
        }
    }

    /** Reads the rest, which the server bounds: many senders look for an answer only when they have sent all. */
    private ProblemException refused(ProblemException problem) {
        try {
            sent.transferTo(OutputStream.nullOutputStream());
        } catch (IOException ended) {
            // The sender is gone, or is told by the server itself.
        }
        return problem;
    }
}
