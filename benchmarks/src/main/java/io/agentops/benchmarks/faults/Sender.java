package io.agentops.benchmarks.faults;

import java.util.List;

/** One way to hand messages to the platform. */
interface Sender extends AutoCloseable {

    /**
     * Tries each message once.
     *
     * @return those that were not acknowledged, in order
     */
    List<Sample.Message> attempt(List<Sample.Message> messages);

    @Override
    default void close() {}
}
