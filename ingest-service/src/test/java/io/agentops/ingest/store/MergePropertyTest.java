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
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;

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
    }

    private void store(String runId, List<List<AgentRun>> batches) {
        for (List<AgentRun> batch : batches) {
            RunRows<String> rows = new RunRows<>(new RunKey("default", runId));
            batch.forEach(message -> rows.add("m", message));
            store.store(List.of(rows)).await().atMost(Duration.ofSeconds(20));
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
            parts.add(
                    new AgentRun(run.runId(), run.agentName(), mine == 0 ? run.agentVersion() : null, run.model(), null,
                            run.startedAt(), mine == count - 1 ? run.endedAt() : null, run.status(),
                            mine == 0 ? run.errorType() : null,
                            mine == count - 1 ? run.errorMessage() : null, mine == 0 ? run.traceId() : null, null,
                            run.parentRunId(),
                            mine == 0 ? run.cost() : null,
                            mine == 0 ? run.correlationIds().subList(0, 1) : run.correlationIds(),
                            run.steps().stream().filter(s -> bucket(s.stepId(), count) == mine).toList(),
                            run.toolCalls().stream().filter(c -> bucket(c.stepId(), count) == mine).toList(),
                            run.guardrailEvents().stream().filter(g -> bucket(g.eventId(), count) == mine).toList(),
                            mine == 0 ? run.toolDefinitions() : null, mine == 0 ? run.metadata() : null));
        }
        // What only one part may carry is in none if it is left out, so that one more carries the rest.
        parts.add(new AgentRun(run.runId(), run.agentName(), null, null, run.environment(), run.startedAt(), null,
                run.status(),
                null, null, null, run.conversationId(), null, null, run.correlationIds(), null, null, null, null,
                null));
        return parts;
    }

    private static int bucket(String id, int count) {
        return Math.floorMod(String.valueOf(id).hashCode(), count);
    }

    /** What the agent reported before it ended: less, and some of it overtaken. */
    private static AgentRun unfinished(AgentRun run) {
        return new AgentRun(run.runId(), run.agentName(), "overtaken", null, run.environment(), run.startedAt(), null,
                RunStatus.RUNNING, null, null, run.traceId(), null, null, new Cost(1L, null, null), null,
                run.steps().stream().map(s -> new Step(s.stepId(), null, s.name(), "running", s.startedAt(), null, null,
                        "half of it", null, null)).toList(),
                null, null, null, null);
    }

    private static AgentRun run(Random random) {
        List<Step> steps = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        List<GuardrailEvent> events = new ArrayList<>();
        int count = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            Instant at = START.plusMillis(random.nextInt(5000));
            steps.add(new Step("s" + i, random.nextBoolean() ? i : null, "step " + i, "success", at, at.plusMillis(7),
                    "in " + i,
                    "out " + i, random.nextInt(3), random.nextDouble() * 100));
            for (int c = random.nextInt(3); c >= 0; c--) {
                calls.add(new ToolCall("c" + i + "-" + c, null, "s" + i, "tool", "success",
                        JsonNodeFactory.instance.objectNode().put("n", c), null, "result", null, null, 200, 0, 1.5));
            }
            if (random.nextBoolean()) {
                events.add(new GuardrailEvent("g" + i, "pii", "masked", "s" + i, null, at));
            }
        }
        Map<String, Object> metadata = new LinkedHashMap<>(new HashMap<>(Map.of("team", "a", "n", 3)));
        return new AgentRun("ignored", "agent", "1.0", "model", "prod", START, START.plusSeconds(9), RunStatus.FAILURE,
                "E",
                "message", "trace", "conversation", "parent", new Cost(10L, 20L, new BigDecimal("0.0500")),
                List.of("x", "y"), steps, calls, events,
                List.of(new ToolDefinition("tool", "does",
                        JsonNodeFactory.instance.objectNode().put("type", "object"))),
                metadata);
    }
}
