package io.agentops.http;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.vertx.http.runtime.VertxHttpConfig;

/** The most bytes a body may have, unpacked. */
@ApplicationScoped // Interceptors are made at build time, settings at start: a proxy bridges the two.
class BodyLimits {

    private final long streamed;
    private final long whole;

    BodyLimits(BodySettings settings, VertxHttpConfig http) {
        streamed = http.limits().maxBodySize().map(size -> size.asLongValue()).orElse(Long.MAX_VALUE);
        whole = Math.min(streamed, settings.bodyBytes());
    }

    /** Of a body that is read as it arrives. */
    long streamed() {
        return streamed;
    }

    /** Of a body that is held in memory. */
    long whole() {
        return whole;
    }
}
