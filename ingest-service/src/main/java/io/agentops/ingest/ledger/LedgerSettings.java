package io.agentops.ingest.ledger;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the ledger is kept. */
@ConfigMapping(prefix = "agentops.ledger")
public interface LedgerSettings {

    /** How often a door's counts go to the database; a process that is killed leaves as much uncounted. */
    @WithDefault("1s")
    Duration flushEvery();

    /** How often the ledger is checked. */
    @WithDefault("10s")
    Duration checkEvery();

    /** How far back it is checked; a difference older than this is no longer told by the gauge. */
    @WithDefault("48h")
    Duration checkBack();
}
