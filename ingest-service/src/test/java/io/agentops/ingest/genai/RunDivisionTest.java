package io.agentops.ingest.genai;

import static io.agentops.ingest.genai.Traces.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;

/** Which runs a trace tells of, what they used and how they ended. */
class RunDivisionTest {

    private static final String[] AGENT = {"gen_ai.operation.name", "invoke_agent"};
    private static final String[] CHAT = {"gen_ai.operation.name", "chat", "gen_ai.request.model", "m"};

    @Test
    void anAgentWithinAnAgentIsAStep() {
        AgentRun run = Traces.of().span("a", null, "outer", (Object[]) AGENT).span("b", "a", "inner", (Object[]) AGENT)
                .span("c", "b", "chat", (Object[]) CHAT).run();

        assertThat(run.runId()).isEqualTo(RunIds.of("default", Traces.TRACE_ID, "a"));
        assertThat(run.steps()).extracting(Step::stepId, Step::stepType, Step::parentStepId)
                .containsExactly(tuple("b", "sub_agent", null), tuple("c", "llm", "b"));
    }

    @Test
    void anIdIsTheSameInEveryProcess() {
        assertThat(RunIds.of("default", Traces.TRACE_ID, "00f067aa0ba902b7"))
                .isEqualTo(RunIds.of("default", Traces.TRACE_ID, "00f067aa0ba902b7"))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
                .isNotEqualTo(RunIds.of("other", Traces.TRACE_ID, "00f067aa0ba902b7"));
    }

    @Test
    void agentsSideBySideAreRunsAndWorkBesideThemIsTheRootsRun() {
        assertThat(Traces.of().span("r", null, "POST /", "http.request.method", "POST")
                .span("a", "r", "one", (Object[]) AGENT).span("b", "r", "two", (Object[]) AGENT).runs())
                .extracting(AgentRun::runId).containsExactlyInAnyOrder(RunIds.of("default", Traces.TRACE_ID, "a"),
                        RunIds.of("default", Traces.TRACE_ID, "b"));

        assertThat(Traces.of().span("r", null, "POST /", "http.request.method", "POST")
                .span("a", "r", "one", (Object[]) AGENT).span("b", "r", "chat", (Object[]) CHAT).runs())
                .extracting(AgentRun::runId).containsExactlyInAnyOrder(RunIds.of("default", Traces.TRACE_ID, "a"),
                        RunIds.of("default", Traces.TRACE_ID, "r"));
    }

    @Test
    void whatHangsOnUnreportedSpansBelongsToTheOnlyRunThatLasted() {
        AgentRun run = Traces.of().span("a", null, "x", (Object[]) AGENT).lasting(9)
                .span("b", "filtered-1", "chat", (Object[]) CHAT).span("c", "filtered-2", "chat", (Object[]) CHAT)
                .run();

        assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(run.steps()).extracting(Step::stepId).containsExactly("b", "c");
        assertThat(Traces.of().span("a", null, "x", (Object[]) AGENT).span("b", null, "y", (Object[]) AGENT)
                .span("c", "filtered", "chat", (Object[]) CHAT).runs()).hasSize(3);
    }

    @Test
    void anAgentUsedAsAToolMakesCallsOfItsOwn() {
        AgentRun run = Traces.of().span("a", null, "x", (Object[]) AGENT)
                .span("b", "a", "execute_tool research", "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name",
                        "research")
                .span("c", "b", "researcher", (Object[]) AGENT)
                .span("d", "c", "tools/call search", "mcp.method.name", "tools/call").run();

        assertThat(run.toolCalls()).extracting(ToolCall::toolName).containsExactly("research", "search");
    }

    @Test
    void surroundingsAloneAreNoRun() {
        assertThat(Traces.of().span("r", null, "POST /", "http.request.method", "POST")
                .span("q", "r", "SELECT", "db.system", "postgresql").runs()).isEmpty();
    }

    @Test
    void aRunGoesOnUntilItsOwnSpanEnded() {
        AgentRun begun = Traces.of().span("a", null, "x", (Object[]) AGENT).open()
                .span("b", "a", "chat", (Object[]) CHAT)
                .run();
        assertThat(begun).extracting(AgentRun::status, AgentRun::endedAt).containsExactly(RunStatus.RUNNING, null);

        AgentRun orphans = Traces.of().span("b", "a", "chat", (Object[]) CHAT).span("c", "a", "chat", (Object[]) CHAT)
                .run();
        assertThat(orphans.status()).isEqualTo(RunStatus.RUNNING);
        assertThat(orphans.runId()).as("the id the run will keep").isEqualTo(begun.runId());
        assertThat(step(orphans, "b").metadata()).containsEntry("orphan", true);
    }

    @Test
    void aCallerInAnotherProcessIsNotWaitedFor() {
        AgentRun run = Traces.of().span("b", "a", "chat", (Object[]) CHAT).remoteParent(true).run();

        assertThat(run).extracting(AgentRun::runId, AgentRun::status)
                .containsExactly(RunIds.of("default", Traces.TRACE_ID, "b"), RunStatus.SUCCESS);
    }

    @Test
    void aSpanMayNameItsRunAndItsStep() {
        AgentRun run = Traces.of().span("a", null, "invoke_agent x", "gen_ai.operation.name", "invoke_agent",
                "agentops.run.id", "run-7").failed("")
                .span("b", "a", "Expert", "agentops.step.id", "s0", "gen_ai.output.messages",
                        "[{\"role\": \"assistant\", \"parts\": [{\"type\": \"text\", \"content\": \"well\"}]}]")
                .span("c", "b", "execute_tool run", "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name", "run",
                        "gen_ai.tool.call.id", "c1")
                .run();

        assertThat(run).extracting(AgentRun::runId, AgentRun::status, AgentRun::errorType)
                .containsExactly("run-7", RunStatus.FAILURE, null);
        assertThat(run.steps()).extracting(Step::stepId, Step::name, Step::stepType, Step::outputSummary)
                .containsExactly(tuple("s0", "Expert", "other", "well"));
        assertThat(run.toolCalls()).extracting(ToolCall::callId, ToolCall::stepId).containsExactly(tuple("c1", "s0"));
    }

    @Test
    void attemptsUnderOneCallIdAreCallsOfTheirOwn() {
        Object[] tool = {"gen_ai.operation.name", "execute_tool", "gen_ai.tool.name", "pay", "gen_ai.tool.call.id",
                "c1"};
        AgentRun run = Traces.of().span("a", null, "x", (Object[]) AGENT).span("b", "a", "pay", tool).failed("refused")
                .span("c", "a", "pay", tool).run();

        assertThat(run.toolCalls()).extracting(ToolCall::callId, ToolCall::status)
                .containsExactly(tuple("c1", "failure"), tuple("c1#c", "success"));
    }

    @Test
    void tokensCountOnceAndAtTheLeaf() {
        Object[] inner = {"gen_ai.operation.name", "chat", "gen_ai.request.model", "m", "gen_ai.usage.input_tokens", 10,
                "gen_ai.usage.cost", "0.5", "gen_ai.response.id", "r1"};
        Traces trace = Traces.of()
                .span("a", null, "x", "gen_ai.operation.name", "invoke_agent", "gen_ai.usage.input_tokens", 999)
                .span("b", "a", "wrapper", "gen_ai.operation.name", "chat", "gen_ai.request.model", "m",
                        "gen_ai.usage.input_tokens", 11)
                .span("c", "b", "client", inner).span("d", "a", "again", inner);

        assertThat(trace.run().cost()).isEqualTo(new Cost(10L, null, new BigDecimal("0.5")));
        assertThat(
                Traces.of().span("a", null, "x", "gen_ai.operation.name", "invoke_agent", "gen_ai.usage.input_tokens",
                        999).run().cost())
                .isEqualTo(new Cost(999L, null, null));
    }

    @Test
    void absurdNumbersAreNotTaken() {
        AgentRun run = Traces.of().span("a", null, "chat", "gen_ai.operation.name", "chat", "gen_ai.usage.input_tokens",
                "1e999999999", "gen_ai.usage.output_tokens", -3, "gen_ai.usage.cost", "1e50",
                "gen_ai.request.temperature",
                "1e-99999", "http.response.status_code", "NaN").run();

        assertThat(run.cost()).isNull();
        assertThat(step(run, "a").metadata()).doesNotContainKey("temperature");
    }

    @Test
    void exceptionsTellWhyASpanFailed() {
        AgentRun run = Traces.of().span("a", null, "x", (Object[]) AGENT).failed(null)
                .event("exception", "exception.type", "ValueError", "exception.message", "no such order").run();

        assertThat(run).extracting(AgentRun::errorType, AgentRun::errorMessage)
                .containsExactly("ValueError", "no such order");
    }

    @Test
    void evaluationsBelongToTheSpanTheyName() {
        AgentRun run = Traces.of().span("a", null, "x", (Object[]) AGENT).span("b", "a", "chat", (Object[]) CHAT)
                .event("gen_ai.evaluation.result", "gen_ai.evaluation.name", "relevance",
                        "gen_ai.evaluation.score.value", 0.25, "gen_ai.evaluation.score.label", "poor")
                .run();

        assertThat(run.evaluations()).singleElement().satisfies(evaluation -> {
            assertThat(evaluation.stepId()).isEqualTo("b");
            assertThat(evaluation.score()).isEqualTo(0.25);
            assertThat(evaluation.label()).isEqualTo("poor");
        });
    }

    @Test
    void anAgentWithoutAVersionHasThatOfItsConfiguration() {
        Object[] chat = {"gen_ai.operation.name", "chat", "gen_ai.request.model", "m", "gen_ai.system_instructions",
                "be nice"};
        Object[] changed = {"gen_ai.operation.name", "chat", "gen_ai.request.model", "m", "gen_ai.system_instructions",
                "be terse"};
        String version = Traces.of().span("a", null, "x", (Object[]) AGENT).span("b", "a", "chat", chat).run()
                .agentVersion();

        assertThat(version).matches("config-[0-9a-f]{12}");
        assertThat(Traces.of().span("z", null, "y", (Object[]) AGENT).span("b", "z", "chat", chat).run().agentVersion())
                .isEqualTo(version);
        assertThat(Traces.of().span("a", null, "x", (Object[]) AGENT).span("b", "a", "chat", changed).run()
                .agentVersion()).isNotEqualTo(version);
    }

    @Test
    void circlesAndLongChainsEnd() {
        assertThat(Traces.of().span("a", "c", "chat", (Object[]) CHAT).span("b", "a", "chat", (Object[]) CHAT)
                .span("c", "b", "chat", (Object[]) CHAT).run().steps()).hasSize(3);

        assertThat(Traces.of().span("tail", "b", "chat", (Object[]) CHAT).span("b", "c", "chat", (Object[]) CHAT)
                .span("c", "b", "chat", (Object[]) CHAT).run().steps()).as("a tail that leads into a circle")
                .hasSize(3);

        Traces chain = Traces.of().span("0", null, "x", (Object[]) AGENT);
        IntStream.range(1, 5000).forEach(i -> chain.span("" + i, "" + (i - 1), "chat", (Object[]) CHAT));
        assertThat(chain.run().steps()).hasSize(4999);
    }
}
