package io.agentops.ingest.retention;

import java.util.Set;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;

/** How a step of a round may end. */
final class Steps {

    private static final Logger LOG = Logger.getLogger(Steps.class);

    /** Lock not available, deadlock, statement cancelled by its time limit (PostgreSQL, appendix A). */
    private static final Set<String> LOCKED = Set.of("55P03", "40P01", "57014");

    private Steps() {}

    /** The result of a statement, or {@code otherwise} where it had to give way to others; the next round tries again. */
    static <T> Uni<T> unlessLocked(Uni<T> statement, T otherwise) {
        return statement.onFailure(failure -> failure instanceof PgException refused
                && LOCKED.contains(refused.getSqlState())).recoverWithItem(failure -> {
                    LOG.infof("Left to the next round: %s", failure.getMessage());
                    return otherwise;
                });
    }
}
