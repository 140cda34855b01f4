package io.agentops.ingest.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.ingest.genai.ChildIds;
import io.agentops.ingest.genai.TraceMapper;
import io.agentops.ingest.genai.TraceRun;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

/** Removes what fewer spans of a trace told and all of them no longer tell. Only rows that came from spans alone are touched. */
final class StaleRows {

    private static final String RUNS = """
            WITH gone AS (
                DELETE FROM run r
                 USING unnest($1::text[], $2::text[]) AS w(project_id, run_id), run_key k
                 WHERE k.project_id = w.project_id AND k.run_id = w.run_id AND r.project_id = k.project_id
                   AND r.day = k.day AND r.run_id = k.run_id AND r.from_spans
                RETURNING r.project_id, r.day, r.run_id),
            payload AS (DELETE FROM run_payload t USING gone g WHERE %1$s),
            steps AS (DELETE FROM step t USING gone g WHERE %1$s),
            calls AS (DELETE FROM tool_call t USING gone g WHERE %1$s),
            events AS (DELETE FROM guardrail_event t USING gone g WHERE %1$s),
            evaluations AS (DELETE FROM evaluation t USING gone g WHERE %1$s)
            DELETE FROM run_key t USING gone g WHERE t.project_id = g.project_id AND t.run_id = g.run_id"""
            .formatted("t.project_id = g.project_id AND t.day = g.day AND t.run_id = g.run_id");

    private static final String CHILDREN = """
            DELETE FROM %1$s t
             USING unnest($1::text[], $2::text[]) AS w(project_id, run_id), run_key k, run r
             WHERE k.project_id = w.project_id AND k.run_id = w.run_id AND r.project_id = k.project_id AND r.day = k.day
               AND r.run_id = k.run_id AND r.from_spans AND t.project_id = k.project_id AND t.day = k.day
               AND t.run_id = k.run_id AND t.%2$s = ANY($3::text[])
               AND NOT EXISTS (
                   SELECT FROM unnest($4::text[], $5::text[], $6::text[]) AS told(project_id, run_id, child_id)
                    WHERE told.project_id = t.project_id AND told.run_id = t.run_id AND told.child_id = t.%2$s)""";

    private static final String STEPS = CHILDREN.formatted("step", "step_id");
    private static final String CALLS = CHILDREN.formatted("tool_call", "call_id");
    private static final String EVENTS = CHILDREN.formatted("guardrail_event", "event_id");

    /** Removes stale runs and stale children of the runs that stay; traces that were never read before have none. */
    Uni<Void> remove(SqlConnection connection, List<ToldTrace> traces) {
        List<ToldTrace> again = traces.stream().filter(trace -> !trace.stored().runIds().isEmpty()).toList();
        return runs(connection, again)
                .chain(() -> children(connection, STEPS, again, ChildIds::steps, run -> run.steps().stream()
                        .map(Step::stepId)))
                .chain(() -> children(connection, CALLS, again, ChildIds::calls, run -> run.toolCalls().stream()
                        .map(ToolCall::callId)))
                .chain(() -> children(connection, EVENTS, again, ChildIds::events, run -> run.guardrailEvents().stream()
                        .map(GuardrailEvent::eventId)));
    }

    private static Uni<Void> runs(SqlConnection connection, List<ToldTrace> traces) {
        Pairs stale = new Pairs();
        for (ToldTrace trace : traces) {
            Set<String> told = trace.runIds();
            trace.stored().runIds().stream().filter(id -> !told.contains(id))
                    .forEach(id -> stale.add(trace.stored().key().projectId(), id));
        }
        return stale.ids().length == 0
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(RUNS).execute(Tuple.of(stale.projects(), stale.ids())).replaceWithVoid();
    }

    private static Uni<Void> children(SqlConnection connection, String sql, List<ToldTrace> traces,
            Function<ChildIds, List<String>> possible, Function<AgentRun, Stream<String>> told) {
        Pairs runs = new Pairs();
        Pairs children = new Pairs();
        List<String> childIds = new ArrayList<>();
        Set<String> candidates = new HashSet<>();
        for (ToldTrace trace : traces) {
            trace.spans().forEach(span -> candidates.addAll(possible.apply(TraceMapper.childIds(span))));
            String project = trace.stored().key().projectId();
            for (TraceRun run : trace.runs()) {
                runs.add(project, run.run().runId());
                told.apply(run.run()).forEach(id -> {
                    children.add(project, run.run().runId());
                    childIds.add(id);
                });
            }
        }
        return candidates.isEmpty()
                ? Uni.createFrom().voidItem()
                : connection.preparedQuery(sql).execute(Tuple.of(runs.projects(), runs.ids(),
                        candidates.toArray(String[]::new), children.projects(), children.ids(),
                        childIds.toArray(String[]::new))).replaceWithVoid();
    }

    /** Runs, each with its project, as arrays for a statement. */
    private static final class Pairs {
        private final List<String> projects = new ArrayList<>();
        private final List<String> ids = new ArrayList<>();

        void add(String project, String id) {
            projects.add(project);
            ids.add(id);
        }

        String[] projects() {
            return projects.toArray(String[]::new);
        }

        String[] ids() {
            return ids.toArray(String[]::new);
        }
    }
}
