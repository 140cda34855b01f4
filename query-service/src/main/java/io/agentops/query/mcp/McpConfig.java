package io.agentops.query.mcp;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What assistants may ask, and how much. */
@ConfigMapping(prefix = "agentops.mcp")
public interface McpConfig {

    /**
     * Origins of web pages that may call, as {@code https://ops.example.com}. Those of this machine may, and so may callers that
     * are no web page.
     */
    Optional<Set<String>> origins();

    /** The most bytes of a message. */
    @WithDefault("65536")
    int messageBytes();

    /** The most bytes of a result's JSON; an answer has it twice, as a structure and as a text. */
    @WithDefault("262144")
    int resultBytes();

    /** Calls of one process at once; more are asked to come again. */
    @WithDefault("16")
    int callsAtOnce();

    /** After which a call ends without a result. */
    @WithDefault("30s")
    Duration timeout();
}
