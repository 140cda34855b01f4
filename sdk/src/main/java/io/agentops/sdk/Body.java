package io.agentops.sdk;

/**
 * Work done inside a run or a step, with a result.
 *
 * @param <C> {@link Run} or {@link Step}
 * @param <T> the result
 * @param <X> what the work may throw; the SDK lets it pass unchanged
 */
@FunctionalInterface
public interface Body<C, T, X extends Exception> {

    /** Does the work. */
    T in(C context) throws X;
}
