package io.agentops.sdk;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Mints UUIDv7, which sort by time, without a lock. The random part walks through all 64-bit numbers from a secret
 * beginning: two of one tracer never agree, two of different tracers only by accident.
 */
final class RunIds {

    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;
    private static final int TOKEN_LENGTH = 8;

    private final AtomicLong state = new AtomicLong(new SecureRandom().nextLong());

    String next(long epochMillis) {
        long random = bits();
        long high = epochMillis << 16 | 0x7000L | random >>> 52;
        long low = 0x8000000000000000L | bits() >>> 2;
        return new UUID(high, low).toString();
    }

    /** Eight letters that set apart the steps of two processes that report one run. No digits: it is no phone number. */
    String token() {
        long bits = bits();
        char[] letters = new char[TOKEN_LENGTH];
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            letters[i] = (char) ('a' + ((bits >>> (i * 4)) & 0xf));
        }
        return new String(letters);
    }

    private long bits() {
        long z = state.addAndGet(GOLDEN_RATIO);
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
