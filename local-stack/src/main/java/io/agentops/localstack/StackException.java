package io.agentops.localstack;

/**
 * A part of the stack could not be started; the message says what to do.
 */
public final class StackException extends RuntimeException {

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}
