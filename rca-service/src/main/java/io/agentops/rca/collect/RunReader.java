package io.agentops.rca.collect;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Reads a stored run with everything under it, as of one moment, then what other runs tell of it, all within bounds. */
@ApplicationScoped
public class RunReader {

    private static final String ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

    /** Of a run with more steps and calls than this less is read of each text; still more than rules read of most. */
    private static final long MANY = 2000;
    private static final int HEAD_OF_MANY = 3000;
    private static final int TAIL_OF_MANY = 1000;

    private final Pool pool;
    private final CollectConfig config;
    private final RunRows rows;
    private final HistoryReader history;

    RunReader(Pool pool, CollectConfig config, RunRows rows, HistoryReader history) {
        this.pool = pool;
        this.config = config;
        this.rows = rows;
        this.history = history;
    }

    /**
     * The run as stored, its steps and calls in the order they happened; empty when there is none. Fails when the database
     * cannot be asked, or holds what no run can be.
     */
    public Uni<Optional<CollectedRun>> read(String projectId, String runId) {
        return pool.withTransaction(connection -> connection.query(ONE_MOMENT).execute()
                .chain(() -> connection.preparedQuery(RunSql.RUN)
                        .execute(Tuple.of(projectId, runId, config.maxText(), config.maxJsonBytes())))
                .chain(found -> found.size() == 0
                        ? Uni.createFrom().item(Optional.<StoredRun>empty())
                        : under(connection, projectId, found.iterator().next()).map(Optional::of)))
                .chain(stored -> stored.isEmpty()
                        ? Uni.createFrom().item(Optional.<StoredRun>empty())
                        : history.read(projectId, stored.get().run())
                                .map(told -> Optional.of(stored.get().with(told))))
                // A large run takes longer to decode than an event loop may be held.
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(stored -> stored.map(run -> rows.decode(run, config)));
    }

    private Uni<StoredRun> under(SqlConnection connection, String projectId, Row run) {
        var key = List.<Object>of(projectId, run.getLocalDate("day"), run.getString("run_id"));
        return connection.preparedQuery(RunSql.SIZE).execute(Tuple.tuple(key))
                .map(size -> size.iterator().next().getLong("steps_and_calls") > MANY)
                .chain(many -> children(connection, run, bounds(key, many),
                        bounds(key, many).addInteger(config.maxJsonBytes())));
    }

    private Tuple bounds(List<Object> key, boolean many) {
        boolean headAndTail = many && config.maxText() > HEAD_OF_MANY + TAIL_OF_MANY;
        // One row more than is kept, to know that something was left out.
        return Tuple.tuple(key).addInteger(headAndTail ? HEAD_OF_MANY : config.maxText())
                .addInteger(headAndTail ? TAIL_OF_MANY : 0).addLong(config.maxChildren() + 1L)
                .addLong((long) config.maxBytes());
    }

    private Uni<StoredRun> children(SqlConnection connection, Row run, Tuple bounds, Tuple ofCalls) {
        return Uni.combine().all().unis(
                connection.preparedQuery(RunSql.STEPS).execute(bounds),
                connection.preparedQuery(RunSql.CALLS).execute(ofCalls),
                connection.preparedQuery(RunSql.GUARDRAILS).execute(bounds),
                connection.preparedQuery(RunSql.FAILURES).execute(bounds))
                .with((steps, calls, guardrails, failures) -> new StoredRun(run, steps, calls, guardrails, failures,
                        RunHistory.NONE));
    }
}
