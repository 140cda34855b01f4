package io.agentops.ingest.retention;

import java.time.Duration;
import java.util.Map;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long runs and spans are kept, in whole UTC days before today. */
@ConfigMapping(prefix = "agentops.retention")
public interface RetentionSettings {

    /** The days of every project that is not named in {@link #projects()}; at least 1. */
    @WithDefault("30")
    int days();

    /** Days by project id; at least 1. */
    Map<String, Integer> projects();

    /** How often partitions are made ahead and old days removed; {@code off} stops both, in this process. */
    @WithDefault("1h")
    String every();

    /** How long a statement may wait for a lock, and whoever writes behind it, before it is left to the next round. */
    @WithDefault("1s")
    Duration lockWait();
}
