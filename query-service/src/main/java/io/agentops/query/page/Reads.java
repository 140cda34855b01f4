package io.agentops.query.page;

import java.time.Duration;
import java.util.stream.Collector;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.http.ProblemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.SqlResult;

/** Asks the database, and never waits for it longer than a caller would. */
@ApplicationScoped
public class Reads {

    /** Beyond the statement's own time limit, so that it only ends waits for a database that does not answer at all. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int UNAVAILABLE = 503;

    private final Pool pool;

    Reads(Pool pool) {
        this.pool = pool;
    }

    /** Fails with a {@link io.smallrye.mutiny.TimeoutException} when no answer comes. */
    public Uni<RowSet<Row>> rows(String sql, Tuple parameters) {
        return pool.preparedQuery(sql).execute(parameters).ifNoItem().after(PATIENCE).fail();
    }

    /**
     * Like {@link #rows(String, Tuple)}, for answers of many rows.
     *
     * @param collector takes each row as it comes, so that none is kept
     */
    public <T> Uni<T> collected(String sql, Tuple parameters, Collector<Row, ?, T> collector) {
        return Uni.createFrom()
                .completionStage(() -> pool.getDelegate().preparedQuery(sql)
                        .collecting(Collectors.mapping(Row::newInstance, collector))
                        .execute(parameters.getDelegate()).toCompletionStage())
                .ifNoItem().after(PATIENCE).fail().map(SqlResult::value);
    }

    /** Like {@link #collected(String, Tuple, Collector)}. */
    public <T> Uni<T> collected(Statement statement, Collector<Row, ?, T> collector) {
        return collected(statement.sql(), statement.parameters(), collector);
    }

    /** Whether a read failed because the database did not answer, or not in time. */
    public static boolean isUnanswered(Throwable failure) {
        return ProblemException.answering(failure).problem().status() == UNAVAILABLE;
    }

    /** Like {@link #rows(String, Tuple)}. */
    public Uni<RowSet<Row>> rows(Statement statement) {
        return rows(statement.sql(), statement.parameters());
    }
}
