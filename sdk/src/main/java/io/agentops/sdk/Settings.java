package io.agentops.sdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/**
 * What a tracer was built with, checked: whoever builds one wrongly learns it at once, not from missing runs.
 *
 * @param environment null where not told
 * @param apiKey null where not told, like {@code ingestSecret}
 * @param httpClient null for a client of the tracer's own
 */
record Settings(String agentId, String agentVersion, String environment, URI apiUrl, String apiKey,
        String ingestSecret, HttpClient httpClient, int queueReports, long queueBytes, Duration flushEvery,
        Duration requestTimeout, int attempts, Duration retryFor, Duration closeWithin) {

    Settings {
        label("agentId", agentId);
        label("agentVersion", agentVersion);
        if (environment != null) {
            label("environment", environment);
        }
        secret("apiKey", apiKey);
        secret("ingestSecret", ingestSecret);
        if (apiUrl.getHost() == null || !("http".equals(apiUrl.getScheme()) || "https".equals(apiUrl.getScheme()))
                || apiUrl.getRawQuery() != null || apiUrl.getRawFragment() != null || apiUrl.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "apiUrl must be http or https with a host, and without user, query and fragment");
        }
        atLeastOne("queue reports", queueReports);
        atLeastOne("queue bytes", queueBytes);
        atLeastOne("attempts", attempts);
        positive("flushEvery", flushEvery);
        positive("requestTimeout", requestTimeout);
        positive("retryFor", retryFor);
        positive("closeWithin", closeWithin);
    }

    private static void label(String name, String value) {
        if (!Labels.isLabel(value)) {
            throw new IllegalArgumentException(
                    "%s must be a label of 1 to %d letters, digits and signs of ASCII, of a few words: %s".formatted(
                            name,
                            Labels.LONGEST,
                            value));
        }
    }

    /** The message keeps the secret, as the one of an HTTP client would not. */
    private static void secret(String name, String value) {
        if (value != null && !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(name + " must have printable ASCII characters alone");
        }
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("%s must be at least 1: %d".formatted(name, value));
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Settings[agentId=%s, agentVersion=%s, apiUrl=%s]".formatted(agentId, agentVersion, apiUrl);
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException("%s must be longer than nothing: %s".formatted(name, value));
        }
    }
}
