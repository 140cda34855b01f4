package io.agentops.ingest.retention;

import java.util.Set;

import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;

/** How a step of a round may end. */
final class Steps {

    private static final Logger LOG = Logger.getLogger(Steps.class);

    /** Statement cancelled by its time limit (PostgreSQL, appendix A), which does not mend itself as locks do. */
    private static final String TOO_LONG = "57014";

    /** These: lock not available, deadlock. */
    private static final Set<String> IN_THE_WAY = Set.of("55P03", "40P01", TOO_LONG);

    private Steps() {}

    /** The result of a statement, or {@code otherwise} where it had to give way to others or took too long; the next round tries again. */
    static <T> Uni<T> unlessInTheWay(Uni<T> statement, T otherwise) {
        return statement.onFailure(failure -> failure instanceof PgException refused
                && IN_THE_WAY.contains(refused.getSqlState())).recoverWithItem(failure -> {
                    LOG.logf(TOO_LONG.equals(((PgException) failure).getSqlState()) ? Level.WARN : Level.INFO,
                            "Left to the next round: %s", failure.getMessage());
                    return otherwise;
                });
    }
}
