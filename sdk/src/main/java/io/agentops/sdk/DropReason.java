package io.agentops.sdk;

/** Why something that the agent reported did not reach the platform. */
public enum DropReason {
    /** The queue was full: the server is away or too slow. Never accepted. */
    QUEUE_FULL("the queue is full"),
    /** It came after its step, or the tracer, was closed. Never accepted. */
    LATE("it was reported after the close"),
    /**
     * Not a label, not a number that JSON can say, or named by the server as what it does not take. Only that piece is left
     * out or replaced, and counted; what it was a part of is sent.
     */
    INVALID("it is not a label, or looks like content"),
    /** The server refused it for good. */
    REFUSED("the server refused it"),
    /** All attempts failed. */
    UNDELIVERED("all attempts to send it failed"),
    /** It was still waiting when the time to close was over. */
    CLOSED("it was not sent within the time to close");

    private final String words;

    DropReason(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
