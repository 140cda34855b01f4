package io.agentops.query.agents;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How agents are streamed to clients as they change. */
@ConfigMapping(prefix = "agentops.agent-stream")
interface AgentStreamConfig {

    /** Between two reads of what changed, of a project that somebody follows. */
    @WithDefault("500ms")
    Duration every();

    /** Between two comment lines, which keep proxies from closing a quiet stream. */
    @WithDefault("15s")
    Duration keepAlive();

    /** Agents of one read and of a snapshot; where there are more, clients are told so. */
    @WithDefault("10000")
    int agentsARead();

    /** Events of a project a client may be behind before it is dropped; more than {@link #agentsARead()}. */
    @WithDefault("16384")
    int keptEvents();

    /** Clients of one process at once; more are answered 503. */
    @WithDefault("1000")
    int maxClients();

    /** After which a stream is closed; the client can resume. */
    @WithDefault("1h")
    Duration maxAge();
}
