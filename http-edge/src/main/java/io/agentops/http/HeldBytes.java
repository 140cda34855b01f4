package io.agentops.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/** What the body of one request takes of the memory for bodies, until the request is answered. */
@RequestScoped
class HeldBytes {

    private final BodyMemory memory;
    private long held;

    HeldBytes(BodyMemory memory) {
        this.memory = memory;
    }

    /** Whether there is room for so many bytes more. */
    boolean take(long bytes) {
        if (!memory.take(bytes)) {
            return false;
        }
        held += bytes;
        return true;
    }

    @PreDestroy
    void release() {
        memory.release(held);
        held = 0;
    }
}
