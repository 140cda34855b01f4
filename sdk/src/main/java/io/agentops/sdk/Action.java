package io.agentops.sdk;

/**
 * Work done inside a run or a step, without a result.
 *
 * @param <C> {@link Run} or {@link Step}
 * @param <X> what the work may throw; the SDK lets it pass unchanged
 */
@FunctionalInterface
public interface Action<C, X extends Exception> {

    /** Does the work. */
    void in(C context) throws X;
}
