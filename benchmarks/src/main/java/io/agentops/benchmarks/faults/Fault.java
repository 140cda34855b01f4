package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;

/** Something that goes wrong, and is over after a while. */
interface Fault {

    /** In a word or two, the same for faults that are counted together. */
    String name();

    /** How long it lasts. */
    Duration lasts();

    void inject() throws IOException;

    /** Ends it. Whatever the platform then needs, it must find by itself. */
    void heal() throws IOException;
}
