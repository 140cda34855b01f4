package io.agentops.localstack.drill;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits, within bounds, for something to become so. */
final class Waiting {

    private static final long LOOK_MILLIS = 250;

    private Waiting() {}

    /** Asks until there is an answer; empty when the time is over. */
    static <T> Optional<T> forAnswer(Duration most, Supplier<Optional<T>> question) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent() || System.nanoTime() > end) {
                return answer;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    /** Asks until the answer is yes, and tells how long that took; empty when the time is over. */
    static Optional<Duration> until(Duration most, Supplier<Boolean> question) throws InterruptedException {
        long begin = System.nanoTime();
        return forAnswer(most, () -> question.get()
                ? Optional.of(Duration.ofNanos(System.nanoTime() - begin))
                : Optional.empty());
    }
}
