package io.agentops.query.stream;

import java.util.concurrent.atomic.AtomicInteger;

import io.agentops.http.ProblemException;

/** How many streams of a kind a process may have open at once. */
public final class Places {

    private static final int RETRY_AFTER_SECONDS = 5;

    private final int most;
    private final String refusal;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * Describes them.
     *
     * @param refusal what a client is told for whom there is none
     */
    public Places(int most, String refusal) {
        this.most = most;
        this.refusal = refusal;
    }

    /**
     * Takes a place, which is given back with {@link #free}.
     *
     * @throws ProblemException 503 where there is none
     */
    public void take() {
        if (taken.incrementAndGet() > most) {
            taken.decrementAndGet();
            throw refused();
        }
    }

    /**
     * Looks for a place without taking it.
     *
     * @throws ProblemException 503 where there is none
     */
    public void check() {
        if (taken.get() >= most) {
            throw refused();
        }
    }

    /** Takes a place for whom one was found before, even if the last one was taken meanwhile. */
    public void takeChecked() {
        taken.incrementAndGet();
    }

    public void free() {
        taken.decrementAndGet();
    }

    /** How many are taken now. */
    public int taken() {
        return taken.get();
    }

    private ProblemException refused() {
        return ProblemException.unavailable(refusal, RETRY_AFTER_SECONDS);
    }
}
