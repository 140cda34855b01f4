package io.agentops.http;

import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

/** How much memory the bodies of all requests may take together. */
@Singleton
class BodyMemory {

    private static final int PART_OF_HEAP = 8;

    private final AtomicLong left;

    BodyMemory(BodySettings settings) {
        long most = settings.bodiesBytes().orElse(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
        left = new AtomicLong(Math.max(most, settings.bodyBytes()));
    }

    /** Whether there is room for so many bytes, which are then taken. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void release(long bytes) {
        left.addAndGet(bytes);
    }
}
