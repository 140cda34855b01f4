package io.agentops.contract.run;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * Which runs a batch of the writer stored or changed, and nothing of what is in them: the {@link #FIELD} of an entry in the
 * Redis stream {@link #streamKey}. The rows are committed before the entry is written. An entry is lost where Redis is away, so
 * that whoever must know of every run asks the database.
 *
 * @param days the ids of the runs by the day to which their rows belong
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record StoredRuns(
        Map<LocalDate, List<String>> days) {

    /** The stream entry's only field; its value is this record as JSON. */
    public static final String FIELD = "runs";

    /** Runs of one entry; a larger batch has several. */
    public static final int MOST_RUNS = 500;

    /** Characters of the ids of one entry, unless it has a single run. */
    public static final int MOST_CHARACTERS = 32_768;

    /** Entries of one project that are kept, about. */
    public static final int MOST_ENTRIES = 2_000;

    /** How long a stream outlives its last entry, in seconds. */
    public static final long KEEP_SECONDS = 3_600;

    public static String streamKey(String projectId) {
        return "run-events:" + projectId;
    }
}
