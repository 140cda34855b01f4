package io.agentops.http;

import java.util.OptionalLong;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of bodies, beside {@code quarkus.http.limits.max-body-size}, which bounds those too that are read as they arrive. */
@ConfigMapping(prefix = "agentops.http")
public interface BodySettings {

    /** The largest body that is held in memory, in bytes, unpacked. */
    @WithDefault("16777216")
    int bodyBytes();

    /** How many bytes of bodies may be in memory at once; a request beyond is told to come again. An eighth of the heap by default. */
    OptionalLong bodiesBytes();
}
