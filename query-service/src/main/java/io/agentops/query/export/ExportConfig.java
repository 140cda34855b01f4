package io.agentops.query.export;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much is exported at once. */
@ConfigMapping(prefix = "agentops.export")
public interface ExportConfig {

    /** The most runs a file may have. */
    @WithDefault("1000000")
    int maxRows();

    /** How many runs are read at a time: what each client holds of memory. */
    @WithDefault("1000")
    int chunkRows();

    /** How many clients may read files at once. */
    @WithDefault("16")
    int atOnce();
}
