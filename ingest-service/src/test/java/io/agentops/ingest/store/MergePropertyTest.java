package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/**
 * Any duplication, splitting or reordering of a run's messages, in any division into batches, ends in the same rows. Parts
 * keep the calls of one step together, as calls without a {@code seq} must be.
 */
@QuarkusTest
class MergePropertyTest {

    private static final Instant START = Instant.parse("2026-02-03T23:59:58Z");

    @Inject
    RunStore store;

    @Inject
    Database database;

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyDeliveryEndsInTheSameRows(int seed) {
        Random random = new Random(seed);
        AgentRun run = run(random);
        String whole = "prop-" + UUID.randomUUID();
        store(whole, List.of(List.of(run)));

        List<AgentRun> messages = new ArrayList<>(parts(run, random));
        messages.add(unfinished(run));
        if (random.nextBoolean()) {
            messages.add(run);
        }
        messages.addAll(List.copyOf(messages).subList(0, random.nextInt(messages.size())));
        Collections.shuffle(messages, random);
        String delivered = "prop-" + UUID.randomUUID();
        store(delivered, batches(messages, random));

        assertThat(database.rowsOf(delivered)).isEqualTo(database.rowsOf(whole));
        assertThat(database.errorsOf(delivered)).isEqualTo(database.errorsOf(whole)).isNotNull();
    }

    private void store(String runId, List<List<AgentRun>> batches) {
        for (List<AgentRun> batch : batches) {
            RunRows<String> rows = new RunRows<>(new RunKey("default", runId));
            batch.forEach(message -> rows.add("m", message, START));
            store.store(List.of(rows), connection -> Uni.createFrom().voidItem()).await()
                    .atMost(Duration.ofSeconds(20));
        }
    }

    private static List<List<AgentRun>> batches(List<AgentRun> messages, Random random) {
        List<List<AgentRun>> batches = new ArrayList<>();
        int from = 0;
        while (from < messages.size()) {
            int to = from + 1 + random.nextInt(messages.size() - from);
            batches.add(messages.subList(from, to));
            from = to;
        }
        return batches;
    }

    /** The whole divided by steps, the scalars scattered over the parts. */
    private static List<AgentRun> parts(AgentRun run, Random random) {
        int count = 1 + random.nextInt(4);
        List<AgentRun> parts = new ArrayList<>();
        for (int part = 0; part < count; part++) {
            int mine = part;
            boolean first = part == 0;
            boolean last = part == count - 1;
            parts.add(AgentRunBuilder.builder(run).agentVersion(first ? run.agentVersion() : null).environment(null)
                    .endedAt(last ? run.endedAt() : null).errorType(first ? run.errorType() : null)
                    .errorMessage(last ? run.errorMessage() : null).traceId(first ? run.traceId() : null)
                    .conversationId(null).cost(first ? run.cost() : null)
                    .correlationIds(first ? run.correlationIds().subList(0, 1) : run.correlationIds())
                    .steps(run.steps().stream().filter(s -> bucket(s.stepId(), count) == mine).toList())
                    .toolCalls(run.toolCalls().stream().filter(c -> bucket(c.stepId(), count) == mine).toList())
                    .guardrailEvents(
                            run.guardrailEvents().stream().filter(g -> bucket(g.eventId(), count) == mine).toList())
                    .failures(run.failures().stream().filter(f -> bucket(f.failureId(), count) == mine).toList())
                    .evaluations(
                            run.evaluations().stream().filter(e -> bucket(e.evaluationId(), count) == mine).toList())
                    .toolDefinitions(first ? run.toolDefinitions() : null).metadata(first ? run.metadata() : null)
                    .build());
        }
        // What only one part may carry is in none if it is left out, so that one more carries the rest.
        parts.add(AgentRunBuilder.builder().runId(run.runId()).agentName(run.agentName())
                .environment(run.environment()).startedAt(run.startedAt()).status(run.status())
                .conversationId(run.conversationId()).correlationIds(run.correlationIds()).build());
        return parts;
    }

    private static int bucket(String id, int count) {
        return Math.floorMod(String.valueOf(id).hashCode(), count);
    }

    /** What the agent reported before it ended: less, and some of it overtaken. */
    private static AgentRun unfinished(AgentRun run) {
        return AgentRunBuilder.builder().runId(run.runId()).agentName(run.agentName()).agentVersion("overtaken")
                .environment(run.environment()).startedAt(run.startedAt()).status(RunStatus.RUNNING)
                .traceId(run.traceId()).cost(new Cost(1L, null, null))
                .steps(run.steps().stream().map(s -> StepBuilder.builder().stepId(s.stepId()).name(s.name())
                        .status("running").startedAt(s.startedAt()).outputSummary("half of it").build()).toList())
                .build();
    }

    private static AgentRun run(Random random) {
        List<Step> steps = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        List<GuardrailEvent> events = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        List<Evaluation> evaluations = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Instant at = START.plusMillis(random.nextInt(5000));
            steps.add(StepBuilder.builder().stepId("s" + i).seq(random.nextBoolean() ? i : null).name("step " + i)
                    .parentStepId(i == 0 ? null : "s0").stepType("llm").model("m-" + i).status("success").startedAt(at)
                    .endedAt(at.plusMillis(7)).inputSummary("in " + i).outputSummary("out " + i)
                    .retries(random.nextInt(3)).latencyMs(random.nextDouble() * 100)
                    .cost(new Cost(7L, 8L, new BigDecimal("0.010"))).metadata(Map.of("n", i)).build());
            failures.add(new Failure("f" + i, "tool", "timeout", "late", "s" + i));
            evaluations.add(new Evaluation("e" + i, "relevance", 0.5, "pass", "so", "s" + i, at));
            for (int c = random.nextInt(3); c >= 0; c--) {
                calls.add(ToolCallBuilder.builder().callId("c" + i + "-" + c).stepId("s" + i).toolName("tool")
                        .status("success").startedAt(at).endedAt(at.plusMillis(3))
                        .argsJson(JsonNodeFactory.instance.objectNode().put("n", c)).resultSummary("result")
                        .statusCode(200).retries(0).latencyMs(1.5).build());
            }
            if (random.nextBoolean()) {
                events.add(new GuardrailEvent("g" + i, "pii", "masked", "s" + i, null, at));
            }
        }
        Map<String, Object> metadata = new LinkedHashMap<>(new HashMap<>(Map.of("team", "a", "n", 3)));
        return AgentRunBuilder.builder().runId("ignored").agentName("agent").agentVersion("1.0").model("model")
                .environment("prod").startedAt(START).endedAt(START.plusSeconds(9)).status(RunStatus.FAILURE)
                .errorType("E").errorMessage("message").traceId("trace").conversationId("conversation")
                .parentRunId("parent").cost(new Cost(10L, 20L, new BigDecimal("0.0500")))
                .correlationIds(List.of("x", "y")).steps(steps).toolCalls(calls).guardrailEvents(events)
                .failures(failures).evaluations(evaluations)
                .toolDefinitions(List.of(new ToolDefinition("tool", "does",
                        JsonNodeFactory.instance.objectNode().put("type", "object"))))
                .metadata(metadata).build();
    }
}
