package io.agentops.ingest.genai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Mints the ids of runs that name none: the same span gives the same id in every process. */
final class RunIds {

    private static final UUID NAMESPACE = UUID.fromString("6f1d5c0e-8a5b-4c59-9d0e-2b7f0c7e4a11");

    private RunIds() {}

    /** A UUID of version 5 (RFC 9562, section 5.5) over project, trace and span. */
    static String of(String project, String traceId, String spanId) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(16).putLong(NAMESPACE.getMostSignificantBits())
                .putLong(NAMESPACE.getLeastSignificantBits()).array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest((project + "|" + traceId + "|" + spanId)
                .getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & 0xffffffffffff0fffL) | 0x5000L;
        long low = (hash.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
