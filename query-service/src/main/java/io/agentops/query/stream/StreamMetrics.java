package io.agentops.query.stream;

/** The meters of streams of server-sent events; tag {@code stream} tells of what. */
public final class StreamMetrics {

    /** Clients that have such a stream open. */
    public static final String CLIENTS = "agentops.stream.clients";

    /** Clients that were dropped because they took events slower than these came. */
    public static final String DROPPED = "agentops.stream.dropped";

    public static final String TAG = "stream";

    private StreamMetrics() {}
}
