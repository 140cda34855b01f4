package io.agentops.ingest.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;

/**
 * All rows of one run within one batch, merged over the messages that carried them, and the messages themselves, which
 * share its fate.
 *
 * @param <M> what a message is to the caller
 */
final class RunRows<M> {

    private static final int FACETS = RunTables.RUN.indexOf("facets");
    private static final Cost NO_COST = new Cost(null, null, null);

    private final RunKey key;
    private final boolean fromSpans;
    private final List<M> messages = new ArrayList<>();
    private final Map<Table, Map<String, Object[]>> finished = new HashMap<>();
    private final Map<Table, Map<String, Object[]>> unfinished = new HashMap<>();
    private Instant startedAt;
    private Instant reportedAt;

    /** Rows of a run that was reported as such. */
    RunRows(RunKey key) {
        this(key, false);
    }

    /**
     * Rows of a run.
     *
     * @param fromSpans whether it was read from spans, so that what is read from more of them may differ
     */
    RunRows(RunKey key, boolean fromSpans) {
        this.key = key;
        this.fromSpans = fromSpans;
    }

    RunKey key() {
        return key;
    }

    List<M> messages() {
        return messages;
    }

    /** The UTC day the run belongs to if it was never stored before. */
    LocalDate day() {
        return LocalDate.ofInstant(startedAt, ZoneOffset.UTC);
    }

    /** The finished rows of a table, each key once, with the day filled in. */
    List<Object[]> finished(Table table, LocalDate day) {
        return dated(finished, table, day);
    }

    /** The unfinished rows of a table, each key once, with the day filled in; to be written after the finished ones. */
    List<Object[]> unfinished(Table table, LocalDate day) {
        return dated(unfinished, table, day);
    }

    /** All rows of a table. */
    List<Object[]> rows(Table table) {
        List<Object[]> rows = new ArrayList<>(finished.getOrDefault(table, Map.of()).values());
        rows.addAll(unfinished.getOrDefault(table, Map.of()).values());
        return rows;
    }

    /** Whether each key has one row: a finished and an unfinished one of the same key are merged by the database alone. */
    boolean isMerged() {
        return finished.entrySet().stream().allMatch(table -> Collections.disjoint(table.getValue().keySet(),
                unfinished.getOrDefault(table.getKey(), Map.of()).keySet()));
    }

    /** Sets what is made of all its rows: the literal of an array. */
    void setFacets(String facets) {
        rows(RunTables.RUN).forEach(row -> row[FACETS] = facets);
    }

    private static List<Object[]> dated(Map<Table, Map<String, Object[]>> rows, Table table, LocalDate day) {
        List<Object[]> found = List.copyOf(rows.getOrDefault(table, Map.of()).values());
        found.forEach(row -> row[Table.DAY] = day);
        return found;
    }

    /** When an unfinished run was last reported; null for one that ended, of which nobody waits to hear. */
    Instant reportedAt() {
        return finished.containsKey(RunTables.RUN) ? null : reportedAt;
    }

    /**
     * Merges a message that came after all those added before.
     *
     * @param at when it reached the platform
     */
    void add(M message, AgentRun run, Instant at) {
        messages.add(message);
        reportedAt = reportedAt == null || at.isAfter(reportedAt) ? at : reportedAt;
        // The first message to tell of a run fixes its day.
        startedAt = startedAt == null ? run.startedAt() : startedAt;
        Cost cost = run.cost() == null ? NO_COST : run.cost();
        put(RunTables.RUN, "", run.agentName(), run.agentVersion(), run.model(), run.environment(),
                run.status().wireName(), utc(run.startedAt()), utc(run.endedAt()), run.errorType(), run.traceId(),
                run.conversationId(), run.parentRunId(), cost.tokensPrompt(), cost.tokensCompletion(),
                usd(cost), fromSpans, null);
        put(RunTables.RUN_PAYLOAD, "", run.status() != RunStatus.RUNNING, run.errorMessage(), correlationIds(run),
                toolDefinitions(run), JsonObject.of(run.metadata()));
        run.steps().forEach(this::add);
        Map<String, Integer> places = new HashMap<>();
        for (ToolCall call : run.toolCalls()) {
            int place = places.merge(String.valueOf(call.stepId()), 1, Integer::sum) - 1;
            add(call, call.seq() == null ? place : call.seq());
        }
        run.guardrailEvents().forEach(this::add);
        run.failures().forEach(this::add);
        run.evaluations().forEach(this::add);
    }

    private void add(Step step) {
        Cost cost = step.cost() == null ? NO_COST : step.cost();
        put(RunTables.STEP, step.stepId(), step.stepId(), step.seq(), step.name(), step.status(),
                utc(step.startedAt()), utc(step.endedAt()), step.retries(), step.latencyMs(), step.inputSummary(),
                step.outputSummary(), step.parentStepId(), step.stepType(), step.model(), step.errorType(),
                step.errorMessage(), cost.tokensPrompt(), cost.tokensCompletion(), usd(cost),
                JsonObject.of(step.metadata()));
    }

    private void add(ToolCall call, int place) {
        put(RunTables.TOOL_CALL, call.callId(), call.callId(), place, call.stepId(), call.toolName(), call.status(),
                call.errorClass(), call.statusCode(), call.retries(), call.latencyMs(), present(call.argsJson()),
                call.argsHash(), call.resultSummary(), call.errorMessage(), utc(call.startedAt()), utc(call.endedAt()));
    }

    private void add(GuardrailEvent event) {
        put(RunTables.GUARDRAIL_EVENT, event.eventId(), event.eventId(), event.type(), event.message(),
                event.stepId(), event.callId(), utc(event.createdAt()));
    }

    private void add(Failure failure) {
        put(RunTables.FAILURE, failure.failureId(), failure.failureId(), failure.failureType(), failure.failureCode(),
                failure.message(), failure.stepId());
    }

    private void add(Evaluation evaluation) {
        put(RunTables.EVALUATION, evaluation.evaluationId(), evaluation.evaluationId(), evaluation.name(),
                evaluation.score(), evaluation.label(), evaluation.explanation(), evaluation.stepId(),
                utc(evaluation.createdAt()));
    }

    private void put(Table table, String childId, Object... values) {
        Object[] row = new Object[values.length + 3];
        row[Table.PROJECT] = key.projectId();
        row[Table.OWNER] = key.runId();
        System.arraycopy(values, 0, row, 3, values.length);
        (table.isUnfinished(row) ? unfinished : finished).computeIfAbsent(table, t -> new HashMap<>())
                .merge(childId, row, table::merge);
    }

    private static OffsetDateTime utc(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    private static JsonNode present(JsonNode node) {
        return node == null || node.isNull() ? null : node;
    }

    private static JsonObject correlationIds(AgentRun run) {
        Map<String, Boolean> set = new HashMap<>();
        run.correlationIds().forEach(id -> set.put(id, true));
        return JsonObject.of(set);
    }

    private static JsonObject toolDefinitions(AgentRun run) {
        Map<String, Map<String, Object>> byName = new HashMap<>();
        run.toolDefinitions().forEach(definition -> {
            Map<String, Object> entry = new HashMap<>();
            entry.put("description", definition.description());
            entry.put("parameters", definition.parameters());
            byName.put(definition.toolName(), entry);
        });
        return JsonObject.of(byName);
    }

    private static BigDecimal usd(Cost cost) {
        return cost.totalCostUsd() == null ? null : cost.totalCostUsd().stripTrailingZeros();
    }
}
