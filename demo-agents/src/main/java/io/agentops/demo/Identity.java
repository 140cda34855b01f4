package io.agentops.demo;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who an agent is to the platform, and how it reports there.
 *
 * @param apiKey blank for none, like {@code ingestSecret}
 */
public record Identity(String name, String version, String environment, URI platform, String apiKey,
        String ingestSecret) {

    /** What authenticates a report. */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!apiKey.isBlank()) {
            headers.put("Authorization", "Bearer " + apiKey);
        }
        if (!ingestSecret.isBlank()) {
            headers.put("X-Ingest-Secret", ingestSecret);
        }
        return headers;
    }

    /** A page of the platform. */
    public URI at(String path) {
        return URI.create(platform.toString().replaceAll("/+$", "") + path);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Identity[name=%s, version=%s, platform=%s]".formatted(name, version, platform);
    }
}
