package io.agentops.ingest.store;

import java.util.function.Function;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;

/**
 * Runs and traces that are new are inserted without a look for older rows. A key tells that they are new; a batch that meets rows
 * without their key, which no code of ours leaves behind, is merged.
 */
final class FirstWrites {

    private static final Logger LOG = Logger.getLogger(FirstWrites.class);
    private static final String UNIQUE_VIOLATION = "23505";

    private FirstWrites() {}

    /**
     * Tries a transaction, and where it finds rows that should not be there, once more.
     *
     * @param transaction makes it, told whether keys may be trusted
     */
    static <T> Uni<T> trustKeysOnce(Function<Boolean, Uni<T>> transaction) {
        return Uni.createFrom().deferred(() -> transaction.apply(true))
                .onFailure(failure -> failure instanceof PgException refusal
                        && UNIQUE_VIOLATION.equals(refusal.getSqlState()))
                .recoverWithUni(() -> {
                    LOG.warn("Rows are stored whose key is missing; this batch is merged into them");
                    return transaction.apply(false);
                });
    }
}
