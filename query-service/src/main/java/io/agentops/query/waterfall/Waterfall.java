package io.agentops.query.waterfall;

import java.time.Instant;
import java.util.List;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A page of a run's steps and tool calls over time. All but {@code items} is of the whole run, and the same on each page.
 *
 * @param endedAt null while the run has not ended
 * @param durationMs from the run's start to its end, or to the last moment known
 * @param criticalPathMs of that, what items explain; the rest is {@code gapMs}
 * @param criticalPath the steps' types and the tools that explain most, at most {@link #MOST_CONTRIBUTORS}
 * @param gapMs time in which nothing known ran
 * @param gapAfterMs of that, the time between the last item and the run's end
 * @param retries of all items
 * @param maxDepth 0 where nothing nests
 * @param lanes the rows it takes to draw the run
 * @param itemCount how many items there are on all pages
 * @param truncated whether the run has more items than are read of one; then all of this is of the earliest
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Waterfall(
        String runId,
        String status,
        Instant startedAt,
        Instant endedAt,
        double durationMs,
        double criticalPathMs,
        List<Contributor> criticalPath,
        double gapMs,
        double gapAfterMs,
        long retries,
        int maxDepth,
        int lanes,
        int itemCount,
        boolean truncated,
        List<Item> items,
        String nextCursor) {

    /** The most entries of {@link #criticalPath}. */
    static final int MOST_CONTRIBUTORS = 10;

    /**
     * What items of one sort explain of the run's time.
     *
     * @param kind {@code step} or {@code tool_call}
     * @param name the steps' type, null where they told none; the tool of tool calls
     * @param criticalMs milliseconds, more than 0
     * @param items how many there are of the sort on the critical path
     */
    @Schema(name = "WaterfallContributor")
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Contributor(
            String kind,
            String name,
            double criticalMs,
            int items) {}

    /**
     * A step or a tool call; what it did not tell is null.
     *
     * @param kind {@code step} or {@code tool_call}
     * @param name of the step or the tool; in the full form it may be any text
     * @param parent the step it is drawn within; null for a part of the run itself, and where that step is not known
     * @param depth how many steps it is drawn within
     * @param offsetMs from the run's start to the item's, negative for what says that it began earlier
     * @param durationMs null where nothing tells
     * @param estimated whether its place or length was not told by itself, but taken from what is around it
     * @param lane the row to draw it in, from 0: no two items in a row overlap
     * @param parallelWith how many parts of the same step, or of the run, ran beside it
     * @param critical whether it is on the critical path, by itself or by its parts
     * @param criticalMs the run's time that the item alone explains, without its parts
     * @param gapBeforeMs the time before it in which nothing known ran, of an item on the critical path
     */
    @Schema(name = "WaterfallItem")
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Item(
            String kind,
            String id,
            String name,
            String stepType,
            String status,
            Integer retries,
            String parent,
            int depth,
            double offsetMs,
            Double durationMs,
            boolean estimated,
            int lane,
            int parallelWith,
            boolean critical,
            double criticalMs,
            double gapBeforeMs) {}
}
