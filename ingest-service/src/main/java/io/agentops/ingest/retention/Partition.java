package io.agentops.ingest.retention;

import java.time.LocalDate;

/**
 * A table that holds the rows of one day, or of all days that have none.
 *
 * @param day null for the default partition
 * @param attached false for one whose removal was begun and not finished
 */
record Partition(String parent, String name, LocalDate day, boolean attached) {

    boolean isBefore(LocalDate first) {
        return day != null && day.isBefore(first);
    }

    /** Whether it may hold rows of days before this one. */
    boolean mayHoldBefore(LocalDate first) {
        return attached && (day == null || day.isBefore(first));
    }
}
