package io.agentops.rca.history;

import java.time.Instant;
import java.util.Objects;

/**
 * What is known of the failure group of a run, as of the moment the run started: runs that started later do not count, so that a second
 * analysis is told the same.
 *
 * @param groupId as stored with the run
 * @param failureType of the failure that decided, null where the runs told none
 * @param state {@code open}, {@code resolved}, {@code regressed} or {@code muted}, by what had been decided until then
 * @param count runs of the group, this one included, in all environments
 * @param firstSeen when the first of them started
 * @param firstVersion the agent's version in the first of them, null where it told none
 * @param lastSeen when the last one before this one started; null where this is the first
 * @param asOf up to when runs count
 * @param course how the failure spread in the environment of the run
 */
public record GroupHistory(
        String groupId,
        String failureType,
        String state,
        long count,
        Instant firstSeen,
        String firstVersion,
        Instant lastSeen,
        Instant asOf,
        Course course) {

    public GroupHistory {
        Objects.requireNonNull(groupId, "groupId");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(firstSeen, "firstSeen");
        Objects.requireNonNull(asOf, "asOf");
        Objects.requireNonNull(course, "course");
    }

    /**
     * In how many of the agent's runs in one environment, during the 30 days before the run, the group occurred.
     *
     * @param before runs of other versions, told or not, that started in hours before the first run of this version
     * @param beside runs of other versions in later hours
     * @param ofVersion runs of this version; null where the run tells none, or the group is in no hour that counts
     * @param ofAgent runs of all versions; null where the group is in no hour that counts
     */
    public record Course(
            Rate before,
            Rate beside,
            Spread ofVersion,
            Spread ofAgent) {}

    /**
     * How a failure came up among some runs.
     *
     * @param first when it first occurred, or when the hour of that began where this has too many runs to look at each
     * @param clean runs that had started before
     * @param since runs from then on, and in how many of them it occurred
     * @param unfinished how many runs, beside all these, still go on: those that fail often end first
     */
    public record Spread(
            Instant first,
            long clean,
            Rate since,
            long unfinished) {

        /** All runs, and in how many of them it occurred. */
        Rate all() {
            return new Rate(since.failed(), since.runs() + clean);
        }

        /** Whether so many runs still go on that those that ended since may not be like all. */
        boolean tooEarly() {
            return RateRise.tooEarly(unfinished, since.runs());
        }
    }
}
