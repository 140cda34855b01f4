package io.agentops.ingest.limits;

import io.smallrye.mutiny.Uni;

/** The buckets that all processes take from. */
interface SharedBuckets {

    /**
     * What a bucket gave.
     *
     * @param tokens none where it is empty; fewer than wanted where that emptied it
     * @param waitNanos how long until it has a token again, 0 where it has one
     */
    record Grant(long tokens, long waitNanos) {}

    /**
     * Takes out of a project's bucket.
     *
     * @param owed what was let pass already; taken whether the bucket has it or not
     * @param wanted how many tokens more, at most
     * @return on a thread that may be kept for a moment, which no event loop is; fails where the buckets are away, and then nothing is
     *         known of what was taken
     */
    Uni<Grant> take(String project, Rate rate, long owed, long wanted);

    /**
     * Whether the buckets could not be reached lately, so that each process has to count for itself. Now and then the answer is false
     * for one caller, who should try.
     */
    boolean areAway();
}
