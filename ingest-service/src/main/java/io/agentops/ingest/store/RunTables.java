package io.agentops.ingest.store;

import static io.agentops.ingest.store.Column.Merge.GREATEST;
import static io.agentops.ingest.store.Column.Merge.KEY;
import static io.agentops.ingest.store.Column.Merge.LEADING;
import static io.agentops.ingest.store.Column.Merge.LEAST;
import static io.agentops.ingest.store.Column.Merge.MADE;
import static io.agentops.ingest.store.Column.Merge.UNION;
import static io.agentops.ingest.store.Column.Type.BIGINT;
import static io.agentops.ingest.store.Column.Type.BOOLEAN;
import static io.agentops.ingest.store.Column.Type.DATE;
import static io.agentops.ingest.store.Column.Type.DOUBLE;
import static io.agentops.ingest.store.Column.Type.INTEGER;
import static io.agentops.ingest.store.Column.Type.JSONB;
import static io.agentops.ingest.store.Column.Type.LABELS;
import static io.agentops.ingest.store.Column.Type.NUMERIC;
import static io.agentops.ingest.store.Column.Type.TEXT;
import static io.agentops.ingest.store.Column.Type.TIMESTAMPTZ;

import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.run.RunStatus;

/** The tables of runs and spans, with the columns in the order in which {@link RunRows} and {@link TraceRows} fill them. */
final class RunTables {

    private static final String RUNNING = RunStatus.RUNNING.wireName();

    static final Table RUN = new Table("run", "status", RUNNING, keyed(
            text("agent_name"), text("agent_version"), text("model"), text("environment"), text("status"),
            new Column("started_at", TIMESTAMPTZ, LEAST), new Column("ended_at", TIMESTAMPTZ, GREATEST),
            text("error_type"), text("trace_id"), text("conversation_id"), text("parent_run_id"),
            new Column("tokens_prompt", BIGINT, LEADING), new Column("tokens_completion", BIGINT, LEADING),
            new Column("total_cost_usd", NUMERIC, LEADING), new Column("from_spans", BOOLEAN, LEAST),
            new Column("facets", LABELS, MADE)));

    static final Table RUN_PAYLOAD = new Table("run_payload", "finished", "false", keyed(
            new Column("finished", BOOLEAN, GREATEST), text("error_message"),
            new Column("correlation_ids", JSONB, UNION), new Column("tool_definitions", JSONB, UNION),
            new Column("metadata", JSONB, UNION)));

    static final Table STEP = new Table("step", "status", RUNNING, keyed(
            key("step_id"), new Column("seq", INTEGER, GREATEST), text("name"), text("status"),
            new Column("started_at", TIMESTAMPTZ, LEAST), new Column("ended_at", TIMESTAMPTZ, GREATEST),
            new Column("retries", INTEGER, LEADING), new Column("latency_ms", DOUBLE, LEADING),
            text("input_summary"), text("output_summary"), text("parent_step_id"), text("step_type"), text("model"),
            text("error_type"), text("error_message"), new Column("tokens_prompt", BIGINT, LEADING),
            new Column("tokens_completion", BIGINT, LEADING), new Column("cost_usd", NUMERIC, LEADING),
            new Column("metadata", JSONB, UNION)));

    static final Table TOOL_CALL = new Table("tool_call", "status", RUNNING, keyed(
            key("call_id"), new Column("seq", INTEGER, GREATEST), text("step_id"), text("tool_name"), text("status"),
            text("error_class"), new Column("status_code", INTEGER, LEADING),
            new Column("retries", INTEGER, LEADING), new Column("latency_ms", DOUBLE, LEADING),
            new Column("args_json", JSONB, LEADING), text("args_hash"), text("result_summary"),
            text("error_message"), new Column("started_at", TIMESTAMPTZ, LEAST),
            new Column("ended_at", TIMESTAMPTZ, GREATEST)));

    static final Table GUARDRAIL_EVENT = new Table("guardrail_event", null, null, keyed(
            key("event_id"), text("type"), text("message"), text("step_id"), text("call_id"),
            new Column("created_at", TIMESTAMPTZ, LEAST)));

    static final Table FAILURE = new Table("failure", null, null, keyed(
            key("failure_id"), text("failure_type"), text("failure_code"), text("message"), text("step_id")));

    static final Table EVALUATION = new Table("evaluation", null, null, keyed(
            key("evaluation_id"), text("name"), new Column("score", DOUBLE, LEADING), text("label"),
            text("explanation"),
            text("step_id"), new Column("created_at", TIMESTAMPTZ, LEAST)));

    /** Of two statuses, {@code error} stands: it sorts before {@code ok}. */
    static final Table SPAN = new Table("span", "finished", "false", List.of(
            key("project_id"), new Column("day", DATE, KEY), key("trace_id"), key("span_id"),
            new Column("finished", BOOLEAN, GREATEST), text("parent_span_id"),
            new Column("remote_parent", BOOLEAN, LEADING),
            text("name"), text("kind"), new Column("started_at", TIMESTAMPTZ, LEAST),
            new Column("ended_at", TIMESTAMPTZ, GREATEST), new Column("status", TEXT, LEAST), text("status_message"),
            text("scope"),
            text("resource"), new Column("attributes", JSONB, UNION), new Column("events", JSONB, UNION),
            new Column("bytes", INTEGER, GREATEST)));

    /** In the order in which a transaction writes them. */
    static final List<Table> ALL = List.of(RUN, RUN_PAYLOAD, STEP, TOOL_CALL, GUARDRAIL_EVENT, FAILURE,
            EVALUATION);

    private RunTables() {}

    private static List<Column> keyed(Column... columns) {
        List<Column> all = new ArrayList<>(List.of(key("project_id"), new Column("day", DATE, KEY), key("run_id")));
        all.addAll(List.of(columns));
        return List.copyOf(all);
    }

    private static Column key(String name) {
        return new Column(name, TEXT, KEY);
    }

    private static Column text(String name) {
        return new Column(name, TEXT, LEADING);
    }
}
