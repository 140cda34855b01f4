package io.agentops.ingest.alerts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How rules are evaluated. */
@ConfigMapping(prefix = "agentops.alerts")
public interface AlertSettings {

    /** How often rules that are due are evaluated; {@code off} stops it, in this process. */
    @WithDefault("30s")
    String every();

    /** The most rules of a project. */
    @WithDefault("500")
    int rules();
}
