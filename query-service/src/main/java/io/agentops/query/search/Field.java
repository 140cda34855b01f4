package io.agentops.query.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.contract.run.RunStatus;

/** What a search can ask for by name. */
enum Field {

    AGENT(Type.LABEL, "r.agent_name", "agent", "agent_id"),
    VERSION(Type.LABEL, "r.agent_version", "version", "agent_version"),
    STATUS(Type.LABEL, "r.status", "status"),
    ENVIRONMENT(Type.LABEL, "r.environment", "environment", "env"),
    MODEL(Type.FACET, "model:", "model"),
    TOOL(Type.FACET, "tool:", "tool"),
    FAILED_TOOL(Type.FACET, "tool_failed:", "failed_tool"),
    FAILURE_TYPE(Type.FACET, "failure_type:", "failure_type"),
    FAILURE_CODE(Type.FACET, "failure_code:", "failure_code"),
    GUARDRAIL(Type.FACET, "guardrail:", "guardrail"),
    GROUP(Type.FACET, "group:", "group"),
    ERROR(Type.TEXT, "run_error", "error"),
    CONVERSATION(Type.LABEL, "r.conversation_id", "conversation", "conversation_id"),
    PARENT(Type.LABEL, "r.parent_run_id", "parent", "parent_run_id"),
    RUN(Type.LABEL, "r.run_id", "run", "run_id"),
    TRACE(Type.LABEL, "r.trace_id", "trace", "trace_id"),
    LATENCY(Type.DURATION, "extract(epoch FROM r.ended_at - r.started_at) * 1000000", "latency"),
    COST(Type.NUMBER, "r.total_cost_usd", "cost"),
    TOKENS(Type.NUMBER, "CASE WHEN r.tokens_prompt IS NOT NULL OR r.tokens_completion IS NOT NULL "
            + "THEN coalesce(r.tokens_prompt, 0)::numeric + coalesce(r.tokens_completion, 0) END", "tokens"),
    STARTED(Type.TIME, "r.started_at", "started");

    /** How a field's values are written, stored and compared. */
    enum Type {
        /** A word in a column of the run. */
        LABEL,
        /** Words among the run's facets, after a prefix. */
        FACET,
        /** A part of a text, in upper or lower case. */
        TEXT,
        /** Microseconds, written with a unit. */
        DURATION,
        NUMBER,
        TIME
    }

    private static final List<String> STATUSES = Arrays.stream(RunStatus.values()).map(RunStatus::wireName).toList();
    private static final List<String> FAILURE_TYPES = List.of("tool", "model", "retrieval", "orchestration");

    private final Type type;
    private final String sql;
    private final String title;
    private final String alias;

    Field(Type type, String sql, String title) {
        this(type, sql, title, title);
    }

    /**
     * @param sql the column or an expression, the prefix of facets, or the table of texts
     * @param title how callers name it
     * @param alias what else they may call it: what a parameter of the list is called, or a usual short form
     */
    Field(Type type, String sql, String title, String alias) {
        this.type = type;
        this.sql = sql;
        this.title = title;
        this.alias = alias;
    }

    static Optional<Field> named(String name) {
        return Arrays.stream(values()).filter(field -> field.title.equals(name) || field.alias.equals(name))
                .findFirst();
    }

    static String allNames() {
        return Arrays.stream(values()).map(Field::toString).collect(Collectors.joining(", "));
    }

    Type type() {
        return type;
    }

    String sql() {
        return sql;
    }

    /** The words it can have; empty where it can have any. */
    List<String> words() {
        return switch (this) {
            case STATUS -> STATUSES;
            case FAILURE_TYPE -> FAILURE_TYPES;
            default -> List.of();
        };
    }

    /** What a run told: nothing, one value, or for facets each value after the prefix. */
    Stream<Object> valuesOf(SearchedRun run) {
        return switch (this) {
            case AGENT -> Stream.ofNullable(run.agent());
            case VERSION -> Stream.ofNullable(run.version());
            case STATUS -> Stream.ofNullable(run.status());
            case ENVIRONMENT -> Stream.ofNullable(run.environment());
            case ERROR -> Stream.ofNullable(run.errorText());
            case CONVERSATION -> Stream.ofNullable(run.conversationId());
            case PARENT -> Stream.ofNullable(run.parentRunId());
            case RUN -> Stream.ofNullable(run.runId());
            case TRACE -> Stream.ofNullable(run.traceId());
            case LATENCY -> Stream.ofNullable(run.latencyMicros());
            case COST -> Stream.ofNullable(run.costUsd());
            case TOKENS -> Stream.ofNullable(run.tokens());
            case STARTED -> Stream.ofNullable(run.startedAt());
            case MODEL, TOOL, FAILED_TOOL, FAILURE_TYPE, FAILURE_CODE, GUARDRAIL, GROUP -> run.facets().stream()
                    .filter(facet -> facet.startsWith(sql)).map(facet -> facet.substring(sql.length()));
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
