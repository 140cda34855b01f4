package io.agentops.localstack.part;

/**
 * One embedded server. It can be started again after it was stopped or killed, on the same port and data.
 */
public interface Part {

    String name();

    /** The port on loopback that it listens on while it runs. */
    int port();

    /** Starts the server and waits until it answers; does nothing when it runs already. */
    void start();

    /** Ends the server as its operators would, and waits until it is gone; a start under way fails. */
    void stop();

    /** Ends the server as {@code kill -9} does, and waits until it is gone. */
    void kill();

    boolean isRunning();

    /** The operating system's number of the process, also of one that has ended; 0 before the first start. */
    long pid();
}
