package io.agentops.query.rca;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How progress is streamed to clients. */
@ConfigMapping(prefix = "agentops.rca-stream")
public interface StreamConfig {

    /** Between two comment lines, which keep proxies from closing a quiet stream. */
    @WithDefault("15s")
    Duration keepAlive();

    /** Between two looks into the database for analyses that have ended. */
    @WithDefault("1s")
    Duration poll();

    /** How long one read waits for progress; a new client's stream is read after at most this long. */
    @WithDefault("250ms")
    Duration block();

    /** Until Redis is tried again after it failed; up to eight times that as it fails again. */
    @WithDefault("1s")
    Duration retry();

    /** Clients of one process at once; more are answered 503. */
    @WithDefault("1000")
    int maxClients();

    /** Events a client may be behind before its stream is closed; it can resume where it was. */
    @WithDefault("64")
    int clientBuffer();

    /** After which a stream is closed even without an end; the client can resume. */
    @WithDefault("1h")
    Duration maxAge();
}
