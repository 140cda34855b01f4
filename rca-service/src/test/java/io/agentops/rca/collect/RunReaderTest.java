package io.agentops.rca.collect;

import static io.agentops.rca.Database.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.rca.Database;
import io.agentops.rca.engine.VersionHistory;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class RunReaderTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DAY = "2026-11-20";

    @Inject
    RunReader reader;
    @Inject
    Pool pool;
    @Inject
    ObjectMapper json;

    private final String project = "reader-" + UUID.randomUUID();

    private record Bounds(int maxChildren, int maxText, int maxBytes, int maxJsonBytes)
            implements
                CollectConfig {

        @Override
        public int runsOfHour() {
            return 10;
        }

        @Override
        public int historyRows() {
            return 10;
        }

        @Override
        public int toolRunsPerVersion() {
            return 10;
        }

        @Override
        public Duration historyTimeLimit() {
            return Duration.ofSeconds(5);
        }
    }

    @Test
    void aRunComesBackAsItWasSent() {
        store("run", "v1", "failure", 0);
        Database.execute("""
                UPDATE run SET model = 'm', environment = 'prod', error_type = 'ToolError', trace_id = 't',
                       conversation_id = 'c', parent_run_id = 'p', tokens_prompt = 10, total_cost_usd = 0.25
                 WHERE project_id = ?
                """, project);
        Database.execute(
                """
                        INSERT INTO run_payload (project_id, day, run_id, error_message, correlation_ids, tool_definitions, metadata)
                        VALUES (?, '%s', 'run', 'It broke', '{"z": true, "a": true}',
                                '{"search": {"description": "Finds", "parameters": {"type": "object"}}, "book": {}}', '{"n": 1}')
                        """
                        .formatted(DAY),
                project);
        step("run", "late", 1, 20);
        step("run", "b", 2, 10);
        step("run", "a", 3, 10);
        call("run", "c3", 1, "late", "search", 200);
        call("run", "c2", 2, "b", "search", 500);
        call("run", "c1", 1, "b", "search", 200);
        call("run", "c0", null, null, "search", 200);
        Database.execute(
                """
                        INSERT INTO guardrail_event (project_id, day, run_id, event_id, type, message, step_id, call_id, created_at)
                        VALUES (?, '%s', 'run', 'g', 'pii', 'seen', 'b', 'c2', ?)
                        """
                        .formatted(DAY),
                project, START);
        Database.execute("""
                INSERT INTO failure (project_id, day, run_id, failure_id, failure_type, failure_code, message, step_id)
                VALUES (?, '%s', 'run', 'f', 'tool', 'timeout', 'took long', 'b')
                """.formatted(DAY), project);

        var found = read(reader, "run");

        assertThat(found.run()).isEqualTo(AgentRunBuilder.builder().runId("run").agentName("agent").agentVersion("v1")
                .model("m").environment("prod").startedAt(START).endedAt(START.plusSeconds(1))
                .status(RunStatus.FAILURE).errorType("ToolError").errorMessage("It broke").traceId("t")
                .conversationId("c").parentRunId("p").cost(new Cost(10L, null, new BigDecimal("0.25")))
                .correlationIds(List.of("a", "z"))
                .steps(List.of(aStep("b", 2, 10), aStep("a", 3, 10), aStep("late", 1, 20)))
                .toolCalls(List.of(aCall("c1", 1, "b", 200), aCall("c2", 2, "b", 500), aCall("c3", 1, "late", 200),
                        aCall("c0", null, null, 200)))
                .guardrailEvents(List.of(new GuardrailEvent("g", "pii", "seen", "b", "c2", START)))
                .failures(List.of(new Failure("f", "tool", "timeout", "took long", "b")))
                .toolDefinitions(List.of(new ToolDefinition("book", null, null),
                        new ToolDefinition("search", "Finds", JSON.objectNode().put("type", "object"))))
                .metadata(Map.of("n", 1)).build());
        assertThat(found.gaps()).isEmpty();
    }

    @Test
    void aRunWithoutAnythingElseIsARun() {
        store("bare", null, "running", 0);

        var found = read(reader, "bare");

        assertThat(found.run().steps()).isEmpty();
        assertThat(found.run().cost()).isNull();
        assertThat(found.run().metadata()).isEmpty();
        assertThat(found.history()).isEqualTo(VersionHistory.none());
    }

    @Test
    void anotherProjectsRunIsNotFound() {
        store("mine", null, "failure", 0);

        assertThat(reader.read("someone-else", "mine").await().atMost(Duration.ofSeconds(10)))
                .isEqualTo(Optional.empty());
    }

    @Test
    void whatIsLeftOutIsTold() {
        store("big", null, "failure", 0);
        for (int i = 0; i < 4; i++) {
            step("big", "s" + i, i, i);
            call("big", "c" + i, 0, "s" + i, "search", 200);
        }

        var found = read(bounded(new Bounds(3, 2, 1000, 1000)), "big");

        assertThat(found.run().steps()).extracting(Step::stepId).containsExactly("s0", "s1", "s2");
        assertThat(found.run().steps().get(0).inputSummary()).isEqualTo("in");
        assertThat(found.run().toolCalls()).hasSize(3);
        assertThat(found.gaps()).containsExactly(
                "The run has more than 3 steps; only the first 3 were read",
                "The run has more than 3 tool calls; only the first 3 were read");
    }

    @Test
    void textsAreReadUntilTheyAreTooMany() {
        store("wordy", null, "failure", 0);
        for (int i = 0; i < 4; i++) {
            step("wordy", "s" + i, i, i);
            call("wordy", "c" + i, 0, "s" + i, "search", 200);
        }

        // Two texts of a step have 11 bytes, and arguments 8, which count four times.
        var found = read(bounded(new Bounds(100, 100, 21, 100)), "wordy");

        assertThat(found.run().steps()).extracting(Step::stepId).containsExactly("s0", "s1");
        assertThat(found.run().toolCalls()).extracting(ToolCall::callId).containsExactly("c0");
        assertThat(found.gaps()).containsExactly(
                "The texts of the run's steps are too long; only the first 2 were read",
                "The texts of the run's tool calls are too long; only the first 1 were read");
    }

    @Test
    void documentsThatAreTooLongAreLeftOut() {
        store("documents", null, "failure", 0);
        step("documents", "s", 1, 1);
        call("documents", "c", 1, "s", "search", 200);
        Database.execute("""
                INSERT INTO run_payload (project_id, day, run_id, tool_definitions, metadata)
                VALUES (?, '%s', 'documents', '{"book": {}}', '{}')
                """.formatted(DAY), project);

        var found = read(bounded(new Bounds(100, 100, 1000, 7)), "documents");

        assertThat(found.run().toolDefinitions()).isEmpty();
        assertThat(found.run().toolCalls().get(0).argsJson()).isNull();
        assertThat(found.gaps()).containsExactly(
                "The run's tool definitions were not read, being longer than 7 bytes",
                "The arguments of 1 tool calls were not read, being longer than 7 bytes each");
    }

    @Test
    void ofARunOfManyStepsTheHeadAndTheTailOfTextsAreRead() {
        store("many", null, "failure", 0);
        Database.execute(
                """
                        INSERT INTO step (project_id, day, run_id, step_id, seq, name, status, started_at, input_summary, output_summary)
                        SELECT ?, '%s', 'many', 's' || i, i, 'act', 'ok', ?, CASE i WHEN 1 THEN repeat('h', 8000) || repeat('t', 8000) END,
                               CASE i WHEN 1 THEN repeat('o', 4000) END
                          FROM generate_series(1, 2001) AS i
                        """
                        .formatted(DAY),
                project, START);

        var steps = read(reader, "many").run().steps();

        assertThat(steps).hasSize(2001);
        assertThat(steps.get(0).inputSummary()).isEqualTo("h".repeat(3000) + " ... " + "t".repeat(1000));
        assertThat(steps.get(0).outputSummary()).isEqualTo("o".repeat(4000));
    }

    @Test
    void callsOfAStepAreInTheOrderOfTheirTimesWhereAllHaveOne() {
        store("timed", null, "failure", 0);
        step("timed", "s", 1, 1);
        step("timed", "half", 2, 2);
        for (var id : List.of("a", "b", "c", "d")) {
            call("timed", id, id.equals("a") || id.equals("c") ? 0 : 1, "s", "search", 200);
        }
        call("timed", "x", 1, "half", "search", 200);
        call("timed", "y", 0, "half", "search", 200);
        for (var id : List.of("c", "d", "a", "b", "x")) {
            Database.execute("UPDATE tool_call SET started_at = ? WHERE project_id = ? AND call_id = ?",
                    START.plusSeconds(1 + "cdabx".indexOf(id)), project, id);
        }

        assertThat(read(reader, "timed").run().toolCalls()).extracting(ToolCall::callId).containsExactly("c", "d", "a",
                "b", "y", "x");
    }

    private RunReader bounded(CollectConfig bounds) {
        return new RunReader(pool, bounds, new RunRows(json), new HistoryReader(pool, bounds));
    }

    private CollectedRun read(RunReader by, String run) {
        return by.read(project, run).await().atMost(Duration.ofSeconds(10)).orElseThrow();
    }

    private void store(String run, String version, String status, int startedAfter) {
        var start = START.plusSeconds(startedAfter);
        Database.execute("INSERT INTO run_key (project_id, run_id, day) VALUES (?, ?, '%s')".formatted(DAY), project,
                run);
        Database.execute("""
                INSERT INTO run (project_id, day, run_id, agent_name, agent_version, status, started_at, ended_at)
                VALUES (?, '%s', ?, 'agent', ?, ?, ?, ?)
                """.formatted(DAY), project, run, version, status, start, start.plusSeconds(1));
    }

    private void step(String run, String id, int seq, int startedAfter) {
        Database.execute("""
                INSERT INTO step (project_id, day, run_id, step_id, seq, name, status, started_at, ended_at, retries,
                                  latency_ms, input_summary, output_summary)
                VALUES (?, '%s', ?, ?, ?, 'act', 'ok', ?, ?, 1, 2.5, 'input', 'output')
                """.formatted(DAY), project, run, id, seq, START.plusSeconds(startedAfter),
                START.plusSeconds(startedAfter + 1));
    }

    private void call(String run, String id, Integer seq, String step, String tool, int code) {
        Database.execute(
                """
                        INSERT INTO tool_call (project_id, day, run_id, call_id, seq, step_id, tool_name, status_code, args_json)
                        VALUES (?, '%s', ?, ?, ?, ?, ?, ?, '{"q": 1}')
                        """
                        .formatted(DAY),
                project, run, id, seq, step, tool, code);
    }

    private static Step aStep(String id, int seq, int startedAfter) {
        return StepBuilder.builder().stepId(id).seq(seq).name("act").status("ok")
                .startedAt(START.plusSeconds(startedAfter)).endedAt(START.plusSeconds(startedAfter + 1))
                .inputSummary("input").outputSummary("output").retries(1).latencyMs(2.5).build();
    }

    private static ToolCall aCall(String id, Integer seq, String step, int code) {
        return ToolCallBuilder.builder().callId(id).seq(seq).stepId(step).toolName("search")
                .argsJson(JSON.objectNode().put("q", 1)).statusCode(code).build();
    }
}
