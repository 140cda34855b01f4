package io.agentops.demo;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * The trace a run belongs to, as W3C Trace Context hands it on; the baggage names the run.
 *
 * @param traceId 32 hexadecimal digits
 * @param spanId 16 of them
 */
public record TraceContext(String traceId, String spanId) {

    /** The entry of the baggage that names the run a request comes from. */
    public static final String RUN_ID = "agentops.run.id";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A trace that begins here. */
    public static TraceContext fresh() {
        return new TraceContext(hex(16), hex(8));
    }

    /** What a request to others carries. */
    public Map<String, String> headers(String runId) {
        return Map.of("traceparent", "00-%s-%s-01".formatted(traceId, spanId), "baggage", RUN_ID + "=" + runId);
    }

    private static String hex(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
