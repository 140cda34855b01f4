package io.agentops.ingest.runs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;

/**
 * Turns a run into the values of Kafka records: one, or several where it is too large for one. Parts are runs themselves,
 * with the same identity and some of the children, so that merging puts them together again in any order.
 */
@Singleton
class RunParts {

    /** A part holds more than this only when one child alone does; {@link RunRules} bounds that below a record's limit. */
    static final int PART_BYTES = 524_288;

    private final ObjectWriter writer = JsonMapper.builder()
            .addModule(StrictJson.times())
            .build()
            .writer();

    /** The record values that together say all of the run; at least one. */
    List<byte[]> of(AgentRun run) {
        byte[] whole = bytes(run);
        return whole.length <= PART_BYTES ? List.of(whole) : new Packing(run).pack();
    }

    private byte[] bytes(Object value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a valid run cannot be written as JSON", e);
        }
    }

    private final class Packing {
        private final AgentRun run;
        private final List<byte[]> parts = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();
        private final List<ToolCall> calls = new ArrayList<>();
        private final List<GuardrailEvent> events = new ArrayList<>();
        private final List<Failure> failures = new ArrayList<>();
        private final List<Evaluation> evaluations = new ArrayList<>();
        private final List<ToolDefinition> definitions = new ArrayList<>();
        private int size;

        Packing(AgentRun run) {
            this.run = run;
        }

        List<byte[]> pack() {
            parts.add(
                    bytes(AgentRunBuilder.builder(run).steps(null).toolCalls(null).guardrailEvents(null).failures(null)
                            .evaluations(null).toolDefinitions(null).build()));
            run.toolDefinitions().forEach(definition -> add(definitions, definition));
            run.steps().forEach(step -> add(steps, step));
            Map<String, Integer> places = new HashMap<>();
            run.toolCalls().forEach(call -> add(calls, placed(call, places)));
            run.guardrailEvents().forEach(event -> add(events, event));
            run.failures().forEach(failure -> add(failures, failure));
            run.evaluations().forEach(evaluation -> add(evaluations, evaluation));
            close();
            return parts;
        }

        private <T> void add(List<T> to, T child) {
            int bytes = bytes(child).length;
            if (size + bytes > PART_BYTES) {
                close();
            }
            to.add(child);
            size += bytes;
        }

        private void close() {
            if (size == 0) {
                return;
            }
            parts.add(bytes(AgentRunBuilder.builder().runId(run.runId()).agentName(run.agentName())
                    .startedAt(run.startedAt()).status(run.status()).steps(steps).toolCalls(calls)
                    .guardrailEvents(events).failures(failures).evaluations(evaluations)
                    .toolDefinitions(definitions).build()));
            steps.clear();
            calls.clear();
            events.clear();
            failures.clear();
            evaluations.clear();
            definitions.clear();
            size = 0;
        }

        /** A part no longer shows a call's place among those of its step, so that the call must carry it. */
        private static ToolCall placed(ToolCall call, Map<String, Integer> places) {
            int place = places.merge(String.valueOf(call.stepId()), 1, Integer::sum) - 1;
            return call.seq() != null
                    ? call
                    : ToolCallBuilder.builder(call).seq(place).build();
        }
    }
}
