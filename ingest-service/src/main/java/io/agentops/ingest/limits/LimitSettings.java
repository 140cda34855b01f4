package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much the doors take, beside what each bounds of a single request. */
@ConfigMapping(prefix = "agentops.limits")
public interface LimitSettings {

    /**
     * How many times what is still free of a room one project may hold; above 0. 1 leaves to others half of the room while one
     * project fills it, a third while two do.
     */
    @WithDefault("1")
    double share();

    /**
     * Messages a second, runs and spans together, of every project that is not named in {@link #projects()}; at least 0.001. Unset: as
     * many as there is room for.
     */
    OptionalDouble rate();

    /** How many messages may come at once after a pause; at least 1. Unset: what five seconds bring. */
    OptionalLong burst();

    /** Rates by project id. */
    Map<String, Project> projects();

    /** How many records of a topic may wait for its writers before the doors take no more; at least 1. */
    @WithDefault("10000000")
    long backlog();

    /** How often it is measured how many wait; above 0. */
    @WithDefault("5s")
    Duration backlogEvery();

    /** The rate of one project. */
    interface Project {

        /** Messages a second; at least 0.001. */
        double rate();

        /** How many messages may come at once after a pause; at least 1. Unset: what five seconds bring. */
        OptionalLong burst();
    }
}
