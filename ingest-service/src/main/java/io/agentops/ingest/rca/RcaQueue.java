package io.agentops.ingest.rca;

import java.util.UUID;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;

/** The queued RCA runs, as rows: at most one live analysis of the same content of a run. */
@Singleton
class RcaQueue {

    private static final String ENQUEUE = """
            INSERT INTO rca_run (project_id, rca_run_id, run_id, content_hash) VALUES ($1, uuidv7(), $2, $3)
            ON CONFLICT (project_id, run_id, content_hash) WHERE status <> 'failed' AND NOT superseded DO NOTHING
            RETURNING rca_run_id""";
    private static final String LIVE = """
            SELECT rca_run_id FROM rca_run
             WHERE project_id = $1 AND run_id = $2 AND content_hash = $3 AND status <> 'failed' AND NOT superseded""";
    private static final String SUPERSEDE = """
            UPDATE rca_run SET superseded = true
             WHERE project_id = $1 AND run_id = $2 AND content_hash = $3 AND status <> 'failed' AND NOT superseded""";

    private final Pool pool;

    RcaQueue(Pool pool) {
        this.pool = pool;
    }

    /**
     * An analysis.
     *
     * @param isNew whether this request queued it
     */
    record Queued(UUID rcaRunId, boolean isNew) {}

    /** The digest of all that is stored of a run, or null for an unknown run. */
    Uni<String> contentHash(String project, String runId) {
        return pool.preparedQuery("SELECT run_content_hash($1, $2)").execute(Tuple.of(project, runId))
                .map(rows -> {
                    RowSet<Row> found = rows;
                    return found.iterator().next().getString(0);
                });
    }

    /** Queues an analysis of the content, unless there is one and {@code force} does not ask for another. */
    Uni<Queued> enqueue(String project, String runId, String hash, boolean force) {
        Tuple content = Tuple.of(project, runId, hash);
        if (!force) {
            return enqueueOrFind(pool, content);
        }
        return pool.withTransaction(connection -> connection.preparedQuery(SUPERSEDE).execute(content)
                .chain(() -> enqueueOrFind(connection, content)));
    }

    private static Uni<Queued> enqueueOrFind(SqlClient client, Tuple content) {
        return client.preparedQuery(ENQUEUE).execute(content)
                .chain(added -> added.size() > 0
                        ? Uni.createFrom().item(new Queued(id(added), true))
                        : client.preparedQuery(LIVE).execute(content)
                                // It ended as failed between the two statements: there is none to find any more.
                                .chain(found -> found.size() == 0
                                        ? enqueueOrFind(client, content)
                                        : Uni.createFrom().item(new Queued(id(found), false))));
    }

    private static UUID id(RowSet<Row> rows) {
        return rows.iterator().next().getUUID(0);
    }
}
