package io.agentops.ingest.alerts;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes ids that sort by time, and those of one process and moment by their order, but for one in 4,096 (UUID version 7, RFC 9562). */
public final class Ids {

    private static final long VERSION = 0x7000;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private static final AtomicInteger MADE = new AtomicInteger();

    private Ids() {}

    public static UUID next(Instant now) {
        SecureRandom random = Randomness.SOURCE;
        long high = now.toEpochMilli() << 16 | VERSION | (MADE.getAndIncrement() & 0xfff);
        return new UUID(high, VARIANT | (random.nextLong() >>> 2));
    }

    /** Made when first asked for: an image that is made ahead must not hold its seed. */
    private static final class Randomness {

        private static final SecureRandom SOURCE = new SecureRandom();
    }
}
