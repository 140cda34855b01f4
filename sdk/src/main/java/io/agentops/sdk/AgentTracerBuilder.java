package io.agentops.sdk;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;

/** What a tracer can be told; everything has a default. */
public final class AgentTracerBuilder {

    private final String agentId;
    private final String agentVersion;
    private final URI apiUrl;
    private String environment;
    private String apiKey;
    private String ingestSecret;
    private HttpClient httpClient;
    private int queueReports = 10_000;
    private long queueBytes = 8L * 1024 * 1024;
    private Duration flushEvery = Duration.ofMillis(500);
    private Duration requestTimeout = Duration.ofSeconds(10);
    private int attempts = 8;
    private Duration retryFor = Duration.ofMinutes(2);
    private Duration closeWithin = Duration.ofSeconds(5);

    AgentTracerBuilder(String agentId, String agentVersion, URI apiUrl) {
        this.agentId = agentId;
        this.agentVersion = agentVersion;
        this.apiUrl = Objects.requireNonNull(apiUrl, "apiUrl");
    }

    /** Where the agent runs, e.g. {@code prod}; a label. Default: not told. */
    public AgentTracerBuilder environment(String name) {
        this.environment = name;
        return this;
    }

    /** A project's API key, sent as {@code Authorization: Bearer}. Default: none. */
    public AgentTracerBuilder apiKey(String key) {
        this.apiKey = key;
        return this;
    }

    /** The platform's ingest secret, sent as {@code X-Ingest-Secret}. Default: none. */
    public AgentTracerBuilder ingestSecret(String secret) {
        this.ingestSecret = secret;
        return this;
    }

    /** A client with the agent's proxy or certificates; the tracer does not close it. Default: one of its own. */
    public AgentTracerBuilder httpClient(HttpClient client) {
        this.httpClient = client;
        return this;
    }

    /** How much may wait to be sent. Default: 10,000 reports, and about 8 MiB of JSON. */
    public AgentTracerBuilder queue(int reports, long bytes) {
        this.queueReports = reports;
        this.queueBytes = bytes;
        return this;
    }

    /** How long a report waits for others to travel with. Default: 500 ms. */
    public AgentTracerBuilder flushEvery(Duration wait) {
        this.flushEvery = Objects.requireNonNull(wait, "flushEvery");
        return this;
    }

    /** How long one request may take, the whole answer included. Default: 10 s. */
    public AgentTracerBuilder requestTimeout(Duration timeout) {
        this.requestTimeout = Objects.requireNonNull(timeout, "requestTimeout");
        return this;
    }

    /** How often, and for how long, one batch is tried before it is dropped. Default: 8 times within 2 min. */
    public AgentTracerBuilder retry(int most, Duration within) {
        this.attempts = most;
        this.retryFor = Objects.requireNonNull(within, "retry");
        return this;
    }

    /** How long {@link AgentTracer#close()} may take to send what is left. Default: 5 s. */
    public AgentTracerBuilder closeWithin(Duration limit) {
        this.closeWithin = Objects.requireNonNull(limit, "closeWithin");
        return this;
    }

    /**
     * Builds the tracer and starts its thread; opens no connection.
     *
     * @throws IllegalArgumentException when something told here cannot be used; nothing throws later
     */
    public AgentTracer build() {
        return new AgentTracer(new Settings(agentId, agentVersion, environment, apiUrl, apiKey, ingestSecret,
                httpClient, queueReports, queueBytes, flushEvery, requestTimeout, attempts, retryFor, closeWithin));
    }
}
