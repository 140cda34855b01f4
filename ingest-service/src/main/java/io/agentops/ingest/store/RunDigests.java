package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Keeps what runs are searched by equal to what is stored of them, in the transaction that stores it. */
final class RunDigests {

    private static final String REFRESH = """
            SELECT refresh_run_digests(array_agg(k.project_id), array_agg(k.day), array_agg(k.run_id))
              FROM unnest($1::text[], $2::text[]) AS w(project_id, run_id)
              JOIN run_key k ON k.project_id = w.project_id AND k.run_id = w.run_id""";

    private RunDigests() {}

    /**
     * Gives new runs their facets where their rows tell them.
     *
     * @return the other runs, which need {@link #refresh} once their rows are stored
     */
    static List<RunKey> label(Collection<? extends RunRows<?>> runs, Map<RunKey, RunDay> byRun) {
        List<RunKey> others = new ArrayList<>();
        for (RunRows<?> run : runs) {
            Optional<String> facets = byRun.get(run.key()).isNew() ? Facets.of(run) : Optional.empty();
            run.setFacets(facets.orElse(Facets.NONE));
            if (facets.isEmpty()) {
                others.add(run.key());
            }
        }
        return others;
    }

    /** Has the database make the digests of runs whose rows this transaction wrote. */
    static Uni<Void> refresh(SqlConnection connection, Collection<RunKey> runs) {
        if (runs.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return connection.preparedQuery(REFRESH).execute(Tuple.of(
                runs.stream().map(RunKey::projectId).toArray(String[]::new),
                runs.stream().map(RunKey::runId).toArray(String[]::new))).replaceWithVoid();
    }
}
