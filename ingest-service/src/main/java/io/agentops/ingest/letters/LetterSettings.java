package io.agentops.ingest.letters;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much of dead letters the database takes; the topics have the rest. */
@ConfigMapping(prefix = "agentops.dead-letters.values")
public interface LetterSettings {

    /** Of how many with one reason and project a process keeps the values, within an hour of the clock. */
    @WithDefault("100")
    int perReason();

    /** How many bytes of values a process keeps within an hour, of all dead letters together. */
    @WithDefault("67108864")
    long bytes();
}
