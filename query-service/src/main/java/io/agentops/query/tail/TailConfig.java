package io.agentops.query.tail;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How runs are streamed to clients as they land. */
@ConfigMapping(prefix = "agentops.run-stream")
public interface TailConfig {

    /** Between two comment lines, which keep proxies from closing a quiet stream. */
    @WithDefault("15s")
    Duration keepAlive();

    /** How long one read of Redis waits for news; those of a project that nobody followed are read after at most this long. */
    @WithDefault("250ms")
    Duration block();

    /** Until Redis or the database is tried again after it failed; for Redis up to eight times that as it fails again. */
    @WithDefault("1s")
    Duration retry();

    /** Between two reads of a project's changed runs from the database; a run that changes more often shows its last state. */
    @WithDefault("250ms")
    Duration pace();

    /** Runs of one read; where more change, the newest are shown, and clients are told how many were not. */
    @WithDefault("1000")
    int runsARead();

    /** Events of a project a client may be behind before it is dropped; they are in memory once for all clients. */
    @WithDefault("4096")
    int keptEvents();

    /** Clients of one process at once; more are answered 503. */
    @WithDefault("2500")
    int maxClients();

    /** After which a stream is closed; the client can resume. */
    @WithDefault("1h")
    Duration maxAge();
}
