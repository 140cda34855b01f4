package io.agentops.ingest.otlp;

import java.util.Locale;

/** Where spans came in. */
public enum OtlpDoor {
    OTLP_HTTP,
    OTLP_GRPC;

    /** The name in headers and metric tags. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
