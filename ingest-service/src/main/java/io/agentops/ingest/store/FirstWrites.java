package io.agentops.ingest.store;

import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.pgclient.PgException;

/**
 * Runs and traces that are new are inserted without a look for older rows. A key tells that they are new; where rows are there
 * without their key, which no code of ours leaves behind, everything is merged.
 */
final class FirstWrites {

    private static final String UNIQUE_VIOLATION = "23505";

    private FirstWrites() {}

    /**
     * Tries a transaction, and where it finds rows that should not be there, once more.
     *
     * @param transaction makes it, told whether keys may be trusted
     */
    static Uni<Void> trustKeysOnce(Function<Boolean, Uni<Void>> transaction) {
        return Uni.createFrom().deferred(() -> transaction.apply(true))
                .onFailure(failure -> failure instanceof PgException refusal
                        && UNIQUE_VIOLATION.equals(refusal.getSqlState()))
                .recoverWithUni(() -> transaction.apply(false));
    }
}
