package io.agentops.rca.runs;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;

/** Says what went wrong by type and place only: the message of an exception may carry a run's content. */
final class FailureWords {

    private FailureWords() {}

    static String of(Throwable problem) {
        var root = root(problem);
        var code = root instanceof PgException refused ? " " + refused.getSqlState() : "";
        return root.getClass().getSimpleName() + code + place(root).map(frame -> " at " + frame).orElse("");
    }

    /** Whether the database could not be reached or would not serve, so that the same statement may succeed later. */
    static boolean isStoreAway(Throwable problem) {
        var root = root(problem);
        if (root instanceof PgException refused) {
            var state = String.valueOf(refused.getSqlState());
            return Stream.of("08", "40", "53", "57P").anyMatch(state::startsWith);
        }
        return root instanceof IOException || root instanceof VertxException || root instanceof TimeoutException
                || root instanceof io.smallrye.mutiny.TimeoutException
                // The only sign the connection pool gives when no connection became free in time.
                || root instanceof NoStackTraceThrowable;
    }

    private static Throwable root(Throwable problem) {
        var root = problem;
        for (int depth = 0; depth < 20 && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    private static Optional<String> place(Throwable problem) {
        return Stream.of(problem.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.agentops."))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
    }
}
