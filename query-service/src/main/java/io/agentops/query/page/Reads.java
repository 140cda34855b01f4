package io.agentops.query.page;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

/** Asks the database, and never waits for it longer than a caller would. */
@ApplicationScoped
public class Reads {

    /** Beyond the statement's own time limit, so that it only ends waits for a database that does not answer at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Pool pool;

    Reads(Pool pool) {
        this.pool = pool;
    }

    /** Fails with a {@link io.smallrye.mutiny.TimeoutException} when no answer comes. */
    public Uni<RowSet<Row>> rows(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).ifNoItem().after(PATIENCE).fail();
    }

    /** Like {@link #rows(String, Tuple)}. */
    public Uni<RowSet<Row>> rows(Statement statement) {
        return rows(statement.sql(), statement.parameters());
    }
}
