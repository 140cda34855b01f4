package io.agentops.query.groups;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;

/** The whole hours in which the runs started that count. */
record Span(Instant from, Instant to) {

    private static final long[] HOURS = {1, 2, 3, 4, 6, 8, 12, 24, 48, 72, 96, 168, 336};

    /** Whether it begins before it ends, and is no longer than the hours around the longest that can be asked for. */
    boolean isShort() {
        return !to.isBefore(from) && Duration.between(from, to).compareTo(GroupFilter.LONGEST_SPAN.plusHours(2)) <= 0;
    }

    /** The length of the parts into which it is divided: some hours or days, so that there are no more than {@code most}. */
    Duration part(int most) {
        long hours = Duration.between(from, to).toHours();
        return Duration.ofHours(LongStream.of(HOURS).filter(part -> hours <= part * most).findFirst()
                .orElse(HOURS[HOURS.length - 1]));
    }
}
