package io.agentops.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;

/** Tells a backing store that is away, which passes, from a fault of ours, which does not. */
final class StoreFailure {

    private static final int MAX_CAUSES = 16;

    private StoreFailure() {}

    static boolean isCauseOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MAX_CAUSES)
                .anyMatch(StoreFailure::meansAway);
    }

    private static boolean meansAway(Throwable failure) {
        if (failure instanceof PgException answer) {
            return isPassing(answer.getSqlState());
        }
        return failure instanceof ConnectException
                || failure instanceof SocketException
                || failure instanceof UnknownHostException
                || failure instanceof ClosedChannelException
                || failure instanceof ClosedConnectionException
                || failure instanceof HttpClosedException
                || failure instanceof ConnectionPoolTooBusyException
                || failure instanceof TimeoutException
                || failure instanceof io.smallrye.mutiny.TimeoutException
                || (failure instanceof IOException && isOfCutConnection(failure.getMessage()))
                // The only sign the connection pools give when none became free in time.
                || (failure instanceof NoStackTraceThrowable && "Timeout".equals(failure.getMessage()));
    }

    /** What writing to a connection says whose other end is gone; reading says it by types of its own. */
    private static boolean isOfCutConnection(String message) {
        return message != null && (message.endsWith("Connection reset by peer") || message.endsWith("Broken pipe"));
    }

    /** Connection lost, out of resources, shutting down or starting up, statement cancelled by its time limit. */
    private static boolean isPassing(String sqlState) {
        return sqlState != null
                && (sqlState.startsWith("08") || sqlState.startsWith("53") || sqlState.startsWith("57"));
    }
}
