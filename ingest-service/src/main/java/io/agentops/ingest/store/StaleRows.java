package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.trace.Span;
import io.agentops.ingest.genai.TraceMapper;
import io.agentops.ingest.genai.TraceRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Removes what fewer spans of a trace told and all of them no longer tell. Only rows that came from spans alone are touched, and
 * of a run that other traces tell too, only what this one may have told.
 */
final class StaleRows {

    private static final Map<String, String> KEYS = Map.of("step", "step_id", "tool_call", "call_id", "guardrail_event",
            "event_id", "evaluation", "evaluation_id");

    /** Writers that have the key may be about to tell the run; a statement after this one sees what they told. */
    private static final String LOCK = """
            SELECT 1 FROM run_key k JOIN unnest($1::text[], $2::text[]) AS w(project_id, run_id) USING (project_id, run_id)
             ORDER BY k.project_id, k.run_id FOR UPDATE OF k""";

    private static final String RUNS = """
            WITH gone AS (
                DELETE FROM run r
                 USING unnest($1::text[], $2::text[]) AS w(project_id, run_id), run_key k
                 WHERE k.project_id = w.project_id AND k.run_id = w.run_id AND r.project_id = k.project_id
                   AND r.day = k.day AND r.run_id = k.run_id AND r.from_spans
                   AND NOT EXISTS (SELECT FROM run_trace o WHERE o.project_id = w.project_id AND o.run_id = w.run_id)
                RETURNING r.project_id, r.day, r.run_id),
            payload AS (DELETE FROM run_payload t USING gone g WHERE %1$s),
            steps AS (DELETE FROM step t USING gone g WHERE %1$s),
            calls AS (DELETE FROM tool_call t USING gone g WHERE %1$s),
            events AS (DELETE FROM guardrail_event t USING gone g WHERE %1$s),
            evaluations AS (DELETE FROM evaluation t USING gone g WHERE %1$s),
            errors AS (DELETE FROM run_error t USING gone g WHERE %1$s)
            DELETE FROM run_key t USING gone g WHERE t.project_id = g.project_id AND t.run_id = g.run_id"""
            .formatted("t.project_id = g.project_id AND t.day = g.day AND t.run_id = g.run_id");

    private static final String KNOWN = """
            WITH wanted AS (
                SELECT k.project_id, k.day, k.run_id
                  FROM unnest($1::text[], $2::text[]) AS w(project_id, run_id)
                  JOIN run_key k ON k.project_id = w.project_id AND k.run_id = w.run_id
                  JOIN run r ON r.project_id = k.project_id AND r.day = k.day AND r.run_id = k.run_id AND r.from_spans)
            SELECT 'step' AS kind, t.project_id, t.run_id, t.step_id AS id FROM step t JOIN wanted w USING (project_id, day, run_id)
            UNION ALL
            SELECT 'tool_call', t.project_id, t.run_id, t.call_id FROM tool_call t JOIN wanted w USING (project_id, day, run_id)
            UNION ALL
            SELECT 'guardrail_event', t.project_id, t.run_id, t.event_id
              FROM guardrail_event t JOIN wanted w USING (project_id, day, run_id)
            UNION ALL
            SELECT 'evaluation', t.project_id, t.run_id, t.evaluation_id
              FROM evaluation t JOIN wanted w USING (project_id, day, run_id)""";

    private static final String CHILDREN = """
            DELETE FROM %1$s t
             USING unnest($1::text[], $2::text[], $3::text[]) AS w(project_id, run_id, child_id), run_key k
             WHERE k.project_id = w.project_id AND k.run_id = w.run_id AND t.project_id = k.project_id AND t.day = k.day
               AND t.run_id = k.run_id AND t.%2$s = w.child_id""";

    /** One child of a run. */
    private record Child(String kind, RunKey run, String id) {}

    /** Removes stale runs and stale children of the runs that stay; traces that were never read before have none. */
    Uni<Void> remove(SqlConnection connection, List<ToldTrace> traces) {
        List<ToldTrace> again = traces.stream().filter(trace -> !trace.stored().runIds().isEmpty()).toList();
        return again.isEmpty()
                ? Uni.createFrom().voidItem()
                : runs(connection, again).chain(() -> children(connection, again));
    }

    private static Uni<Void> runs(SqlConnection connection, List<ToldTrace> traces) {
        List<RunKey> stale = new ArrayList<>();
        for (ToldTrace trace : traces) {
            Set<String> told = trace.runIds();
            trace.stored().runIds().stream().filter(id -> !told.contains(id)).map(trace::runKey).forEach(stale::add);
        }
        return stale.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(LOCK).execute(Tuple.of(projects(stale), ids(stale)))
                        .chain(() -> RunDigests.around(connection, new TreeSet<>(stale), connection.preparedQuery(RUNS)
                                .execute(Tuple.of(projects(stale), ids(stale))).replaceWithVoid()));
    }

    private static Uni<Void> children(SqlConnection connection, List<ToldTrace> traces) {
        List<RunKey> runs = traces.stream().flatMap(trace -> trace.runIds().stream().map(trace::runKey)).toList();
        return connection.preparedQuery(KNOWN).execute(Tuple.of(projects(runs), ids(runs)))
                .chain(known -> delete(connection, stale(traces, known)));
    }

    private static Map<String, List<Child>> stale(List<ToldTrace> traces, RowSet<Row> known) {
        Set<Child> told = new HashSet<>();
        Map<RunKey, Set<String>> mayTell = new HashMap<>();
        for (ToldTrace trace : traces) {
            Set<String> ids = new HashSet<>();
            trace.spans().stream().map(Span::spanId).forEach(ids::add);
            trace.spans().stream().map(TraceMapper::childIds).forEach(ids::addAll);
            for (TraceRun run : trace.runs()) {
                RunKey key = trace.runKey(run.run().runId());
                children(key, run.run()).forEach(told::add);
                mayTell.computeIfAbsent(key, of -> new HashSet<>()).addAll(ids);
            }
        }
        Map<String, List<Child>> stale = new HashMap<>();
        for (Row row : known) {
            Child child = new Child(row.getString("kind"),
                    new RunKey(row.getString("project_id"), row.getString("run_id")), row.getString("id"));
            if (!told.contains(child) && mayTell.getOrDefault(child.run, Set.of()).contains(source(child))) {
                stale.computeIfAbsent(child.kind, kind -> new ArrayList<>()).add(child);
            }
        }
        return stale;
    }

    /** An evaluation is known by the span it is about. */
    private static String source(Child child) {
        int end = child.kind.equals("evaluation") ? child.id.indexOf(':') : -1;
        return end < 0 ? child.id : child.id.substring(0, end);
    }

    private static Stream<Child> children(RunKey key, AgentRun run) {
        return Stream.of(run.steps().stream().map(Step::stepId).map(id -> new Child("step", key, id)),
                run.toolCalls().stream().map(ToolCall::callId).map(id -> new Child("tool_call", key, id)),
                run.guardrailEvents().stream().map(GuardrailEvent::eventId)
                        .map(id -> new Child("guardrail_event", key, id)),
                run.evaluations().stream().map(Evaluation::evaluationId).map(id -> new Child("evaluation", key, id)))
                .flatMap(all -> all);
    }

    private static Uni<Void> delete(SqlConnection connection, Map<String, List<Child>> stale) {
        Uni<Void> done = Uni.createFrom().voidItem();
        Set<RunKey> changed = new TreeSet<>();
        for (Map.Entry<String, List<Child>> kind : stale.entrySet()) {
            List<RunKey> runs = kind.getValue().stream().map(Child::run).toList();
            changed.addAll(runs);
            done = done.chain(() -> connection
                    .preparedQuery(CHILDREN.formatted(kind.getKey(), KEYS.get(kind.getKey())))
                    .execute(Tuple.of(projects(runs), ids(runs),
                            kind.getValue().stream().map(Child::id).toArray(String[]::new)))
                    .replaceWithVoid());
        }
        return changed.isEmpty() ? done : RunDigests.around(connection, changed, done);
    }

    private static String[] projects(List<RunKey> runs) {
        return runs.stream().map(RunKey::projectId).toArray(String[]::new);
    }

    private static String[] ids(List<RunKey> runs) {
        return runs.stream().map(RunKey::runId).toArray(String[]::new);
    }
}
