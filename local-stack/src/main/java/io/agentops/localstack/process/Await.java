package io.agentops.localstack.process;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.agentops.localstack.StackException;

/**
 * Waits, within bounds, until a child process answers.
 */
public final class Await {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Await() {}

    /**
     * Asks until the answer is true.
     *
     * @param question anything it throws counts as "not yet"
     * @throws StackException when the time is over, or the process ended before it answered
     */
    public static void answer(String name, ChildProcess child, Duration wait, Callable<Boolean> question) {
        long end = System.nanoTime() + wait.toNanos();
        Exception last = null;
        while (System.nanoTime() < end) {
            if (!child.isAlive()) {
                throw new StackException(name + " ended before it was ready; see " + child.log() + child.lastLines());
            }
            try {
                // An orphan on the same port would answer for a child that is about to fail.
                if (question.call() && child.isAlive()) {
                    return;
                }
            } catch (Exception e) {
                last = e;
            }
            pause(name);
        }
        throw new StackException(name + " did not answer within " + wait.toSeconds() + " s; see " + child.log()
                + child.lastLines(), last);
    }

    private static void pause(String name) {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while " + name + " was starting", e);
        }
    }
}
