package io.agentops.ingest.otlp;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

import io.opentelemetry.proto.resource.v1.Resource;

/**
 * A resource as spans refer to it.
 *
 * @param digest the same for the same attributes, in whatever order they were sent
 */
record ResourceKey(String digest, Map<String, Object> attributes) {

    private static final int DIGEST_BYTES = 8;

    static ResourceKey of(Resource resource, Attributes attributes) throws Refused {
        Map<String, Object> kept = attributes.keep(resource.getAttributesList(), SpanRules.ATTRIBUTES);
        return new ResourceKey(digest(SpanJson.canonical(kept)), kept);
    }

    private static String digest(byte[] canonical) {
        try {
            byte[] whole = MessageDigest.getInstance("SHA-256").digest(canonical);
            return HexFormat.of().formatHex(whole, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
