package io.agentops.benchmarks.faults;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.UUID;

/** The runs that come through one door. The same number is always the same run, so that none need be remembered. */
interface Samples {

    /** The run of this number, counted from 0. */
    Sample sample(long number);

    /** A source of randomness that depends on nothing but its arguments. */
    static SplittableRandom random(long seed, String door, long number) {
        UUID mixed = UUID.nameUUIDFromBytes((seed + "|" + door + "|" + number).getBytes(StandardCharsets.UTF_8));
        return new SplittableRandom(mixed.getMostSignificantBits() ^ mixed.getLeastSignificantBits());
    }
}
