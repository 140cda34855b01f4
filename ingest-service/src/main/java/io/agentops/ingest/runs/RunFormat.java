package io.agentops.ingest.runs;

import java.time.Duration;

/** A form in which runs are reported, decoded to the one form in which they are kept. */
public interface RunFormat {

    /** How far ahead of ours a reporter's clock may be, at a door. */
    Duration CLOCK_SKEW = Duration.ofHours(24);

    /** The same for a record that a door may have let in by another process's clock. */
    Duration CLOCK_SKEW_OF_RECORDS = Duration.ofHours(25);

    /**
     * Decodes and checks one message; never throws for anything the bytes may hold.
     *
     * @param clockSkew how far ahead of this process's clock a time may be
     */
    Reading read(byte[] json, Duration clockSkew);
}
