package io.agentops.query.ledger;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.page.Page;

/**
 * What became of a project's messages. All that is counted is in messages as doors receive them; a message about a run counts
 * once, however many records it takes.
 *
 * @param from the first hour
 * @param to before it the last hour began
 * @param totals one for each door and unit, over all of the hours
 * @param partitions how far the writers are, for all projects together
 * @param balanced whether there are no differences
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record LedgerView(Instant from, Instant to, List<Total> totals, Page<Hour> hours, List<Partition> partitions,
        boolean balanced, List<Difference> differences) {

    /**
     * An account: received = rejected + stored + dead_lettered + in_flight, unless a difference says otherwise.
     *
     * @param unit {@code runs}, {@code spans} or {@code heartbeats}
     * @param received what direct producers wrote is received when it is read
     * @param accepted told to their senders as durable; a door that is killed may leave its last second uncounted
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Total(String door, String unit, long received, long accepted, long rejected, long stored, long deadLettered,
            long inFlight) {}

    /** The account of an hour, in which the messages reached the platform. */
    record Hour(Instant hour, @JsonUnwrapped Total total) {}

    /**
     * How far a partition is counted.
     *
     * @param nextOffset one beyond the last record counted; null before the first
     * @param records counted so far
     * @param inFlight records from there to the last one that a door knows to be durable
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Partition(String topic, int partition, Long nextOffset, long records, long inFlight) {}

    /** What should be so many, and is not. */
    record Difference(String what, long expected, long found) {}
}
