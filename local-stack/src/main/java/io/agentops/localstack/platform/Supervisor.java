package io.agentops.localstack.platform;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.agentops.localstack.StackException;
import io.agentops.localstack.part.Part;

/**
 * Starts parts again that ended unasked: after a pause that doubles each time, and not for ever.
 */
final class Supervisor {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration HEALTHY = Duration.ofMinutes(2);
    private static final int MOST_RESTARTS = 8;

    private final Console console;
    private final CountDownLatch ended = new CountDownLatch(1);

    Supervisor(Console console) {
        this.console = console;
    }

    /** Watches a part that runs. */
    void watch(Part part) {
        Thread thread = new Thread(() -> supervise(part), "supervise-" + part.name());
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on a part that ends is meant to. */
    void end() {
        ended.countDown();
    }

    private void supervise(Part part) {
        int restarts = 0;
        long runningSince = System.nanoTime();
        while (!pause(LOOK)) {
            // A signal that ends the platform may reach the part first.
            if (part.isRunning() || pause(LOOK)) {
                continue;
            }
            if (System.nanoTime() - runningSince > HEALTHY.toNanos()) {
                restarts = 0;
            }
            if (restarts == MOST_RESTARTS) {
                console.step(part.name() + " ended " + MOST_RESTARTS + " times in a row and stays down");
                return;
            }
            Duration wait = pauseBefore(restarts++);
            console.step(part.name() + " ended unasked; starting it again in " + wait.toSeconds() + " s");
            if (pause(wait)) {
                return;
            }
            runningSince = System.nanoTime();
            restart(part);
        }
    }

    static Duration pauseBefore(int restarts) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << restarts);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private void restart(Part part) {
        try {
            part.start();
            console.step(part.name() + " is back");
        } catch (StackException e) {
            if (ended.getCount() > 0) {
                console.step(e.getMessage());
                // One that runs and never answers, as Kafka does that was started on a full disk, would be left so for ever.
                part.kill();
            }
        }
    }

    /** True when the platform ends meanwhile. */
    private boolean pause(Duration pause) {
        try {
            return ended.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
