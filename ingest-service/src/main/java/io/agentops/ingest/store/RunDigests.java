package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Keeps what runs are searched by, and the figures over them, equal to what is stored of them, in the transaction that stores it.
 * What runs brought to the figures is taken back before their rows change, and brought again after.
 */
final class RunDigests {

    private static final String LOCK = """
            SELECT r.project_id, r.run_id, r.from_spans
              FROM unnest($1::text[], $2::text[]) AS w(project_id, run_id)
              JOIN run_key k ON k.project_id = w.project_id AND k.run_id = w.run_id
              JOIN run r ON r.project_id = k.project_id AND r.day = k.day AND r.run_id = k.run_id
             ORDER BY 1, 2
               FOR UPDATE OF r""";

    private static final String OF_KEYS = """
            (array_agg(k.project_id), array_agg(k.day), array_agg(k.run_id)%s)
              FROM unnest($1::text[], $2::text[]) AS w(project_id, run_id)
              JOIN run_key k ON k.project_id = w.project_id AND k.run_id = w.run_id""";
    private static final String REFRESH = "SELECT refresh_run_digests" + OF_KEYS.formatted("");
    private static final String TAKE_BACK = "SELECT add_run_stats" + OF_KEYS.formatted(", -1");
    private static final String DESCRIBE = "SELECT describe_failure_groups" + OF_KEYS.formatted("");
    private static final String BRING = "SELECT add_run_stats" + OF_KEYS.formatted(", 1");

    private final Set<RunKey> stored = new TreeSet<>();
    private final List<RunKey> others = new ArrayList<>();
    private final RunFigures figures = new RunFigures();

    /** Gives new runs their facets, where their rows tell them; of the others the database makes them, from all that is stored. */
    RunDigests(Collection<? extends RunRows<?>> runs, Map<RunKey, RunDay> byRun) {
        for (RunRows<?> run : runs) {
            boolean isNew = byRun.get(run.key()).isNew();
            Optional<String> facets = isNew ? Facets.of(run) : Optional.empty();
            run.setFacets(facets.orElse(Facets.NONE));
            if (facets.isPresent()) {
                figures.add(run);
            } else {
                others.add(run.key());
            }
            if (!isNew) {
                stored.add(run.key());
            }
        }
    }

    /** The runs whose digests and figures the database makes; only these may belong to a failure group. */
    List<RunKey> others() {
        return others;
    }

    /** The runs of which something is stored; they are to be locked before their rows change. */
    Set<RunKey> stored() {
        return stored;
    }

    /** To be done once {@link #stored} are locked, and before their rows change. */
    Uni<Void> before(SqlConnection connection) {
        return execute(connection, TAKE_BACK, stored);
    }

    /** To be done once all rows are written. */
    Uni<Void> after(SqlConnection connection) {
        return RunStore.inOrder(List.of(execute(connection, REFRESH, others), RunStats.add(connection, figures),
                execute(connection, BRING, others)));
    }

    /** To be done when all else is, but for the ledger. */
    Uni<Void> describe(SqlConnection connection) {
        return describe(connection, others);
    }

    /** Describes the failure groups of runs. Others that describe the same ones wait, so that nothing but the ledger may be locked later. */
    static Uni<Void> describe(SqlConnection connection, Collection<RunKey> runs) {
        return execute(connection, DESCRIBE, runs);
    }

    /** Locks runs, in the order of all writers; gives those of which all that is stored came from spans. */
    static Uni<Set<RunKey>> lock(SqlConnection connection, Set<RunKey> runs) {
        return runs.isEmpty()
                ? Uni.createFrom().item(Set.of())
                : connection.preparedQuery(LOCK).execute(keys(runs)).map(RunDigests::fromSpans);
    }

    /** Does something to the rows of stored runs, between what is to be done before and after. */
    static Uni<Void> around(SqlConnection connection, Set<RunKey> runs, Uni<Void> change) {
        return lock(connection, runs)
                .chain(() -> execute(connection, TAKE_BACK, runs))
                .chain(() -> change)
                .chain(() -> execute(connection, REFRESH, runs))
                .chain(() -> execute(connection, BRING, runs));
    }

    private static Set<RunKey> fromSpans(RowSet<Row> rows) {
        Set<RunKey> found = new TreeSet<>();
        for (Row row : rows) {
            if (row.getBoolean("from_spans")) {
                found.add(new RunKey(row.getString("project_id"), row.getString("run_id")));
            }
        }
        return found;
    }

    private static Uni<Void> execute(SqlConnection connection, String statement, Collection<RunKey> runs) {
        return runs.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(statement).execute(keys(runs)).replaceWithVoid();
    }

    private static Tuple keys(Collection<RunKey> runs) {
        return Tuple.of(runs.stream().map(RunKey::projectId).toArray(String[]::new),
                runs.stream().map(RunKey::runId).toArray(String[]::new));
    }
}
