package io.agentops.sidecar.proxy;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where the sidecar listens for the agent's traffic, and where it hands it on to. */
@ConfigMapping(prefix = "agentops.sidecar.proxy")
public interface ProxySettings {

    /** Where it listens for requests to the agent. */
    @WithDefault("127.0.0.1")
    String host();

    @WithDefault("8086")
    int port();

    /** Where the agent itself listens, e.g. {@code http://127.0.0.1:9000}; no path. */
    URI targetUrl();

    /** Ways for the agent's own calls, by name: a knowledge base, a tool, a model. A fault names one in {@code match.route}. */
    Map<String, Egress> egress();

    /** Requests on their way at once, on all routes; one more is answered 503. */
    @WithDefault("1024")
    int maxInFlight();

    /** How long a connection to the target may take. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long a connection may be silent in the middle of a request. */
    @WithDefault("15m")
    Duration idleTimeout();

    /** How long an unused connection to the target is kept; shorter than its server keeps it, or requests meet closed ones. */
    @WithDefault("2s")
    Duration keepAlive();

    /** The longest body that is held to be changed by a fault, in bytes; a longer one passes unchanged. */
    @WithDefault("1048576")
    int heldBodyBytes();

    /** The time over which requests are counted: two heartbeats, so that what is wrong now is not hidden by what was well before. */
    @WithDefault("10s")
    Duration window();

    /** One way for the agent's own calls. */
    interface Egress {

        /** Where the sidecar listens for them, on {@link ProxySettings#host}. */
        int port();

        /** Where they go, e.g. {@code https://kb.example.org}; no path. */
        URI targetUrl();
    }
}
