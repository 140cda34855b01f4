package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.agentops.ingest.genai.TraceRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Knows which traces tell of a run whose reporter gave its id; a run with an id of ours is told by one trace only. */
final class NamedRuns {

    private static final String GONE = """
            DELETE FROM run_trace t USING unnest($1::text[], $2::text[], $3::text[]) AS w(project_id, run_id, trace_id)
             WHERE t.project_id = w.project_id AND t.run_id = w.run_id AND t.trace_id = w.trace_id""";

    private static final String TOLD = """
            INSERT INTO run_trace (project_id, run_id, trace_id)
            SELECT project_id, run_id, trace_id
              FROM unnest($1::text[], $2::text[], $3::text[]) AS w(project_id, run_id, trace_id)
             ORDER BY 1, 2, 3
            ON CONFLICT DO NOTHING""";

    private static final String ELSEWHERE = """
            SELECT DISTINCT w.project_id, w.run_id
              FROM unnest($1::text[], $2::text[], $3::text[]) AS w(project_id, run_id, trace_id)
              JOIN run_trace o ON o.project_id = w.project_id AND o.run_id = w.run_id AND o.trace_id <> w.trace_id""";

    private NamedRuns() {}

    /** Notes what the traces tell now in place of what they told before. */
    static Uni<Void> link(SqlConnection connection, List<ToldTrace> traces) {
        List<Link> gone = new ArrayList<>();
        for (ToldTrace trace : traces) {
            Set<String> told = trace.runIds();
            trace.stored().runIds().stream().filter(id -> !told.contains(id))
                    .forEach(id -> gone.add(new Link(trace, id)));
        }
        return execute(connection, GONE, gone).chain(() -> execute(connection, TOLD, named(traces)));
    }

    /** The runs of these traces that others tell of too. Their rows are locked, so that no other trace can join unseen. */
    static Uni<Set<RunKey>> toldElsewhere(SqlConnection connection, List<ToldTrace> traces) {
        List<Link> named = named(traces);
        if (named.isEmpty()) {
            return Uni.createFrom().item(Set.of());
        }
        return connection.preparedQuery(ELSEWHERE).execute(arguments(named)).map(rows -> {
            Set<RunKey> found = new HashSet<>();
            rows.forEach(row -> found.add(new RunKey(row.getString(0), row.getString(1))));
            return found;
        });
    }

    private record Link(ToldTrace trace, String runId) {}

    private static List<Link> named(List<ToldTrace> traces) {
        return traces.stream().flatMap(trace -> trace.runs().stream().filter(TraceRun::named)
                .map(run -> new Link(trace, run.run().runId()))).toList();
    }

    private static Uni<Void> execute(SqlConnection connection, String sql, List<Link> links) {
        return links.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(sql).execute(arguments(links)).replaceWithVoid();
    }

    private static Tuple arguments(List<Link> links) {
        return Tuple.of(links.stream().map(link -> link.trace.stored().key().projectId()).toArray(String[]::new),
                links.stream().map(Link::runId).toArray(String[]::new),
                links.stream().map(link -> link.trace.stored().key().traceId()).toArray(String[]::new));
    }
}
