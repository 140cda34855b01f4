package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** What is told from memory is what the database makes of the rows. */
@QuarkusTest
class FacetsTest {

    private static final Instant START = Instant.parse("2026-02-03T10:00:00Z");
    private static final List<String> NAMES = List.of("search", "b\"q\\", "\u00e9t\u00e9", "a,b", "{}", "NULL", "",
            " x ",
            "\uffe5", "\ud83d\ude00", "n".repeat(590), "n".repeat(600), "line\nbreak");

    @Inject
    RunStore store;

    @Inject
    Database database;

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void facetsAreThoseThatTheDatabaseMakes(int seed) {
        AgentRun run = run(new Random(seed));
        String told = stored(run);
        assertThat(refreshed(run)).isEqualTo(told).isNotNull();
    }

    @Test
    void aRunThatWentWellIsLabelledFromMemory() {
        assertThat(facets(wellRun()))
                .hasValue("{\"guardrail:pii\",\"model:large\",\"model:small\",\"tool:find\",\"tool:plan\"}");
        assertThat(stored(wellRun())).isEqualTo("{guardrail:pii,model:large,model:small,tool:find,tool:plan}");
    }

    @Test
    void whatWentWrongIsLeftToTheDatabase() {
        ToolCall call = ToolCallBuilder.builder().callId("c").toolName("find").build();
        List<AgentRun> wrong = List.of(
                AgentRunBuilder.builder(wellRun()).errorType("Timeout").build(),
                AgentRunBuilder.builder(wellRun()).status(RunStatus.FAILURE).build(),
                AgentRunBuilder.builder(wellRun()).errorMessage("no").build(),
                AgentRunBuilder.builder(wellRun())
                        .toolCalls(List.of(ToolCallBuilder.builder(call).statusCode(400).build())).build(),
                AgentRunBuilder.builder(wellRun())
                        .toolCalls(List.of(ToolCallBuilder.builder(call).status("error").build())).build(),
                AgentRunBuilder.builder(wellRun())
                        .toolCalls(List.of(ToolCallBuilder.builder(call).errorClass("E").build())).build(),
                AgentRunBuilder.builder(wellRun())
                        .steps(List.of(StepBuilder.builder().stepId("s").name("n").status("failed").build())).build());
        assertThat(wrong).allSatisfy(run -> assertThat(facets(run)).isEmpty());
        assertThat(wrong).extracting(this::stored).containsExactly(
                "{failure:orchestration/timeout,failure_code:timeout,failure_type:orchestration,guardrail:pii,model:large,model:small,"
                        + "tool:find,tool:plan}",
                "{group:1-08644c83eaeb82452057a5d0,guardrail:pii,model:large,model:small,tool:find,tool:plan}",
                "{guardrail:pii,model:large,model:small,tool:find,tool:plan}",
                "{failure:tool/tool_error,failure_code:tool_error,failure_type:tool,guardrail:pii,model:large,model:small,tool:find,"
                        + "tool:plan,tool_failed:find}",
                "{failure:tool/tool_error,failure_code:tool_error,failure_type:tool,guardrail:pii,model:large,model:small,tool:find,"
                        + "tool:plan,tool_failed:find}",
                "{failure:tool/e,failure_code:e,failure_type:tool,guardrail:pii,model:large,model:small,tool:find,tool:plan,"
                        + "tool_failed:find}",
                "{guardrail:pii,model:large,tool:find}");
    }

    @Test
    void errorTextsOfARunAreKeptInLowerCase() {
        AgentRun run = AgentRunBuilder.builder(wellRun()).errorType("ToolTimeout").errorMessage("It TIMED out").build();
        stored(run);
        assertThat(database.value("SELECT text FROM run_error WHERE run_id = $1", run.runId()))
                .isEqualTo("it timed out\ntooltimeout");
    }

    private static Optional<String> facets(AgentRun run) {
        return Facets.of(rows(run));
    }

    private static RunRows<String> rows(AgentRun run) {
        RunRows<String> rows = new RunRows<>(new RunKey("default", run.runId()));
        rows.add("m", run, START);
        return rows;
    }

    private String stored(AgentRun run) {
        store.store(List.of(rows(run)), connection -> Uni.createFrom().voidItem()).await()
                .atMost(Duration.ofSeconds(20));
        return database.value("SELECT facets::text FROM run WHERE run_id = $1", run.runId());
    }

    private String refreshed(AgentRun run) {
        database.value(
                "SELECT refresh_run_digests(ARRAY['default'], ARRAY[day], ARRAY[run_id])::text FROM run WHERE run_id = $1",
                run.runId());
        return database.value("SELECT facets::text FROM run WHERE run_id = $1", run.runId());
    }

    private static AgentRun wellRun() {
        return AgentRunBuilder.builder().runId("facets-" + UUID.randomUUID()).agentName("a").model("large")
                .status(RunStatus.SUCCESS).startedAt(START)
                .steps(List.of(StepBuilder.builder().stepId("1").name("n").model("small").build(),
                        StepBuilder.builder().stepId("2").name("plan").stepType("tool")
                                .metadata(Map.of("tool_name", "find")).build()))
                .toolCalls(List.of(
                        ToolCallBuilder.builder().callId("c").toolName("find").status("ok").statusCode(399).build()))
                .guardrailEvents(List.of(new GuardrailEvent("g", "pii", null, null, null, null)))
                .build();
    }

    private static AgentRun run(Random random) {
        Supplier<String> name = () -> NAMES.get(random.nextInt(NAMES.size()));
        Supplier<String> nameOrNone = () -> random.nextBoolean() ? name.get() : null;
        List<Step> steps = IntStream.range(0, random.nextInt(5)).mapToObj(i -> StepBuilder.builder().stepId("s" + i)
                .name("s" + name.get()).stepType(random.nextBoolean() ? "tool" : "llm").model(nameOrNone.get())
                .metadata(random.nextBoolean() ? Map.of("tool_name", random.nextInt(4) == 0 ? 5 : name.get()) : null)
                .status(random.nextInt(8) == 0 ? "error" : "ok").build()).toList();
        List<ToolCall> calls = IntStream.range(0, random.nextInt(5)).mapToObj(i -> ToolCallBuilder.builder()
                .callId("c" + i).toolName("t" + name.get()).statusCode(random.nextInt(8) == 0 ? 500 : 200).build())
                .toList();
        return AgentRunBuilder.builder().runId("facets-" + UUID.randomUUID()).agentName("a").model(nameOrNone.get())
                .status(random.nextInt(4) == 0 ? RunStatus.RUNNING : RunStatus.SUCCESS).startedAt(START).steps(steps)
                .toolCalls(calls).guardrailEvents(Stream.of(name.get()).filter(type -> random.nextBoolean())
                        .map(type -> new GuardrailEvent("g", "g" + type, null, null, null, null)).toList())
                .build();
    }
}
