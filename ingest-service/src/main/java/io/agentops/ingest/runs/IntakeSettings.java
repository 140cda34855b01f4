package io.agentops.ingest.runs;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of the doors. */
@ConfigMapping(prefix = "agentops.intake")
public interface IntakeSettings {

    /** How long a door waits for its run to be readable before it answers "accepted". */
    @WithDefault("2s")
    Duration storedWait();

    /** How many runs may be between a door and Kafka at once; one more is answered 503. */
    @WithDefault("4096")
    int inFlight();

    /** The largest body of a single run, in bytes. */
    @WithDefault("16777216")
    int runBytes();

    /** The most lines one bulk request may have. */
    @WithDefault("10000")
    int bulkLines();

    /** How many runs of one bulk request may be between the door and Kafka at once. */
    @WithDefault("256")
    int bulkInFlight();
}
