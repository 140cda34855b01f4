package io.agentops.ingest.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Evaluation;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.GuardrailEvent;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.run.ToolDefinition;
import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;
import io.agentops.http.Problem;
import io.agentops.ingest.runs.Reading;

class PrivacyTest {

    private static final String MAIL = "ann@example.org";
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
    private static final String CONTENT = "holds content, which this project's privacy mode refuses";

    @Test
    void redactModeMasksEveryTextAndKeepsIds() {
        AgentRun run = filtered(Privacy.Mode.REDACT, run(MAIL, MAIL));
        assertThat(run).isEqualTo(run("[email]", MAIL));
        assertThat(filtered(Privacy.Mode.REDACT, run)).isEqualTo(run);
    }

    @Test
    void redactModeLeavesACleanRunAsItIs() {
        AgentRun run = run("order 1234567890 of 2026-01-31", "run-4155552671");
        assertThat(filtered(Privacy.Mode.REDACT, run)).isEqualTo(run);
    }

    @Test
    void summariesAreCutOnceAndForAll() {
        Privacy privacy = new Privacy(new TestSettings(Privacy.Mode.REDACT, Map.of(), 20, "US"), Redactors.redactor());
        AgentRun run = AgentRunBuilder.builder(run("x", "r")).steps(List.of(
                StepBuilder.builder().stepId("s").name("n").inputSummary("a".repeat(21)).outputSummary("b".repeat(20))
                        .build(),
                StepBuilder.builder().stepId("t").name("n").inputSummary("c".repeat(18) + "\uD83D\uDE00\uD83D\uDE00")
                        .outputSummary("mail " + MAIL + " and more words").build()))
                .toolCalls(List
                        .of(ToolCallBuilder.builder().callId("c").toolName("t").resultSummary("d".repeat(99)).build()))
                .build();
        AgentRun cut = ((Reading.Valid) privacy.filter("default", run)).run();
        assertThat(cut.steps().get(0).inputSummary()).isEqualTo("a".repeat(19) + "…");
        assertThat(cut.steps().get(0).outputSummary()).isEqualTo("b".repeat(20));
        assertThat(cut.steps().get(1).inputSummary()).isEqualTo("c".repeat(18) + "…");
        assertThat(cut.steps().get(1).outputSummary()).isEqualTo("mail [email] and mo…");
        assertThat(cut.toolCalls().get(0).resultSummary()).isEqualTo("d".repeat(19) + "…");
        assertThat(((Reading.Valid) privacy.filter("default", cut)).run()).isEqualTo(cut);
    }

    @Test
    void offModeChangesNothing() {
        AgentRun run = run(MAIL, MAIL);
        assertThat(filtered(Privacy.Mode.OFF, run)).isSameAs(run);
    }

    @Test
    void strictModeNamesEveryFieldThatHoldsContent() {
        Reading.Refused refused = (Reading.Refused) privacy(Privacy.Mode.STRICT).filter("default",
                run("some words", "r"));
        assertThat(refused.confidential()).isTrue();
        assertThat(refused.problem().status()).isEqualTo(422);
        assertThat(refused.problem().errors().stream().filter(e -> e.message().equals(CONTENT))
                .map(Problem.Error::pointer))
                .containsExactly("/error_message", "/metadata/note", "/steps/0/input_summary",
                        "/steps/0/output_summary",
                        "/steps/0/error_message", "/steps/0/metadata/note", "/tool_calls/0/args_json",
                        "/tool_calls/0/result_summary", "/tool_calls/0/error_message", "/guardrail_events/0/message",
                        "/failures/0/message", "/evaluations/0/explanation", "/tool_definitions/0/description",
                        "/tool_definitions/0/parameters");
    }

    @Test
    void strictModeTakesARunWithoutContent() {
        AgentRun run = AgentRunBuilder.builder().runId("run 1".replace(' ', '-')).agentName("Billing agent")
                .status(RunStatus.FAILURE)
                .startedAt(START).errorType("TimeoutError").metadata(Map.of("region", "eu-west-1", "n", 2, "b", true))
                .steps(List.of(StepBuilder.builder().stepId("s").name("call_the_tool").inputSummary("").build()))
                .toolDefinitions(
                        List.of(new ToolDefinition("t", null, json("{\"type\": \"object\", \"required\": [\"a\"]}"))))
                .build();
        assertThat(filtered(Privacy.Mode.STRICT, run)).isSameAs(run);
        assertThat(privacy(Privacy.Mode.STRICT).filter("default",
                AgentRunBuilder.builder(run).agentName("You are a helpful agent that knows what Ann Lee wants")
                        .build()))
                .isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"step | My wife is dead what now",
            "status | I killed her with a knife yesterday",
            "error_type | Patient John Smith has HIV and diabetes", "guardrail | two words", "tool | two words",
            "model | two words", "agent | You know what Ann wants", "run_id | Tell_me_how_to_cure_my_HIV_for_Ann_now",
            "step | my_wife_has_cancer_help_me_please",
            "error_type | Tell_me_how_to_cure_my_HIV_for_Ann_now"})
    void strictModeTakesNoSentenceForALabel(String field, String text) {
        assertThat(privacy(Privacy.Mode.STRICT).filter("default", labelled(field, text)))
                .isInstanceOf(Reading.Refused.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"step | create_invoice", "status | timed_out",
            "error_type | com.example.billing.client.PaymentGatewayTimeoutException", "guardrail | schema_validation",
            "tool | mcp__github__get_issue", "model | meta-llama/Llama-3.3-70B-Instruct-Turbo",
            "agent | Billing agent", "run_id | 6f1c9e0a-3b1d-4a52-9e1f-0a1b2c3d4e5f",
            "run_id | call_Ab3dEfGh1jKlMn0pQrStUvWxYzAbCd"})
    void strictModeTakesLabels(String field, String text) {
        assertThat(privacy(Privacy.Mode.STRICT).filter("default", labelled(field, text)))
                .isInstanceOf(Reading.Valid.class);
    }

    private static AgentRun labelled(String field, String text) {
        AgentRunBuilder run = AgentRunBuilder.builder().runId("r").agentName("a").status(RunStatus.FAILURE)
                .startedAt(START);
        return switch (field) {
            case "run_id" -> run.runId(text).build();
            case "agent" -> run.agentName(text).build();
            case "model" -> run.model(text).build();
            case "error_type" -> run.errorType(text).build();
            case "step" -> run.steps(List.of(StepBuilder.builder().stepId("s").name(text).build())).build();
            case "status" ->
                run.steps(List.of(StepBuilder.builder().stepId("s").name("n").status(text).build())).build();
            case "tool" -> run.toolCalls(List.of(ToolCallBuilder.builder().callId("c").toolName(text).build())).build();
            default -> run.guardrailEvents(List.of(new GuardrailEvent("g", text, null, null, null, START))).build();
        };
    }

    @ParameterizedTest
    @CsvSource({"chat gpt-4o, chat gpt-4o", "GET /users/{id}, GET /users/{id}", "ChatOpenAI, ChatOpenAI",
            "execute_tool search_kb, execute_tool search_kb", "My wife is dead what now, client",
            "chat my wife is dead, client", "chat my_wife_has_cancer_help_me_please, client",
            "tell gpt-4o, client"})
    void strictModeKeepsOfASpansNameAnOperationAndALabel(String name, String kept) {
        Span span = SpanBuilder.builder(batch().spans().get(0)).name(name).build();
        SpanBatch batch = new SpanBatch(batch().traceId(), batch().resources(), List.of(span));
        assertThat(privacy(Privacy.Mode.STRICT).filter("default", batch).spans().get(0).name()).isEqualTo(kept);
    }

    @Test
    void aProjectMayHaveAModeOfItsOwn() {
        Privacy privacy = new Privacy(
                new TestSettings(Privacy.Mode.OFF, Map.of("clinic", Privacy.Mode.STRICT), 4096, "US"),
                Redactors.redactor());
        assertThat(privacy.mode("clinic")).isEqualTo(Privacy.Mode.STRICT);
        assertThat(privacy.mode("default")).isEqualTo(Privacy.Mode.OFF);
        assertThat(privacy.filter("clinic", run(MAIL, "r"))).isInstanceOf(Reading.Refused.class);
        assertThat(privacy.filter("default", run(MAIL, "r"))).isInstanceOf(Reading.Valid.class);
    }

    @Test
    void redactModeMasksSpansThroughAndThrough() {
        Span span = privacy(Privacy.Mode.REDACT).filter("default", batch()).spans().get(0);
        assertThat(span.name()).isEqualTo("chat with [email]");
        assertThat(span.statusMessage()).isEqualTo("no [email]");
        assertThat(span.attributes()).containsEntry("gen_ai.input.messages", "[{\"content\":\"I am [email]\"}]")
                .containsEntry("gen_ai.conversation.id", "415-555-2671").containsEntry("gen_ai.usage.input_tokens", 12)
                .containsEntry("http.request.header.authorization", "[secret]")
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .containsEntry("nested", Map.of("list", List.of("[phone]", 1)));
        assertThat(span.attributes()).containsEntry("user.id", "sha256:a24a7f55f278dd49");
        assertThat(span.events().get(0).attributes()).containsEntry("body", "from [email]");
    }

    @Test
    void idsOfDifferentThingsStayDifferentWhenTheyHoldAnAddress() {
        assertThat(idOf("chat-john@gmail.com")).isEqualTo("sha256:1992f8abe296b70e");
        assertThat(idOf("chat-mary@gmail.com")).isEqualTo("sha256:7ccbe37a1b6d60bb");
        assertThat(idOf("chat-7")).isEqualTo("chat-7");
        assertThat(idOf(idOf("chat-john@gmail.com"))).isEqualTo(idOf("chat-john@gmail.com"));
    }

    private static String idOf(String id) {
        Span span = SpanBuilder.builder(batch().spans().get(0)).attributes(Map.of("agentops.run.id", id)).build();
        SpanBatch batch = new SpanBatch(batch().traceId(), Map.of(), List.of(span));
        return (String) privacy(Privacy.Mode.REDACT).filter("default", batch).spans().get(0).attributes()
                .get("agentops.run.id");
    }

    @Test
    void filteringSpansTwiceChangesNothing() {
        for (Privacy.Mode mode : Privacy.Mode.values()) {
            SpanBatch once = privacy(mode).filter("default", batch());
            assertThat(privacy(mode).filter("default", once)).isEqualTo(once);
            assertThat(once.spans().get(0).spanId()).isEqualTo("00f067aa0ba902b7");
            assertThat(once.traceId()).isEqualTo(batch().traceId());
        }
        assertThat(privacy(Privacy.Mode.OFF).filter("default", batch())).isEqualTo(batch());
    }

    @Test
    void strictModeLeavesOnlyWhatIsNoContent() {
        SpanBatch kept = privacy(Privacy.Mode.STRICT).filter("default", batch());
        Span span = kept.spans().get(0);
        assertThat(span.name()).isEqualTo("client");
        assertThat(span.statusMessage()).isNull();
        assertThat(span.attributes()).containsOnlyKeys("user.id", "gen_ai.conversation.id", "gen_ai.usage.input_tokens",
                "gen_ai.request.model", "gen_ai.prompt.name", "gen_ai.response.finish_reasons", "gen_ai.agent.name",
                "nested",
                "flag");
        assertThat(span.attributes()).containsEntry("gen_ai.agent.name", "Billing agent").containsEntry("nested",
                Map.of());
        assertThat(span.events())
                .containsExactly(new SpanEvent(START, "exception", Map.of("exception.type", "TimeoutError")));
        assertThat(kept.resources()).isEqualTo(Map.of("d", Map.of("service.name", "billing")));
    }

    private static AgentRun run(String text, String id) {
        JsonNode json = json("{\"to\": [\"" + text + "\"]}");
        Step step = StepBuilder.builder().stepId(id).parentStepId(id).name(text).inputSummary(text).outputSummary(text)
                .errorType(text).errorMessage(text).metadata(Map.of("note", text, "n", 1)).build();
        ToolCall call = ToolCallBuilder.builder().callId(id).stepId(id).toolName(text).argsJson(json)
                .resultSummary(text)
                .errorClass(text).errorMessage(text).build();
        return AgentRunBuilder.builder().runId(id).agentName(text).startedAt(START).status(RunStatus.FAILURE)
                .errorType(text)
                .errorMessage(text).traceId(id).conversationId(id).metadata(Map.of("note", text, "n", 1))
                .steps(List.of(step))
                .toolCalls(List.of(call)).guardrailEvents(List.of(new GuardrailEvent(id, text, text, id, id, START)))
                .failures(List.of(new Failure(id, text, text, text, id)))
                .evaluations(List.of(new Evaluation(id, text, 1.0, text, text, id, START)))
                .toolDefinitions(List.of(new ToolDefinition(text, text, json))).build();
    }

    private static SpanBatch batch() {
        Span span = SpanBuilder.builder().spanId("00f067aa0ba902b7").name("chat with " + MAIL).kind("client")
                .startedAt(START)
                .status("error").statusMessage("no " + MAIL).attributes(Map.ofEntries(
                        Map.entry("gen_ai.input.messages", "[{\"content\": \"I am " + MAIL + "\"}]"),
                        Map.entry("user.id", "u-1"), Map.entry("gen_ai.conversation.id", "415-555-2671"),
                        Map.entry("gen_ai.usage.input_tokens", 12), Map.entry("gen_ai.request.model", "gpt-4o"),
                        Map.entry("gen_ai.prompt.name", "greet"), Map.entry("gen_ai.agent.name", "Billing agent"),
                        Map.entry("http.request.header.authorization", "Basic abc"), Map.entry("flag", true),
                        Map.entry("llm.input_messages.0.message.content", "hello"),
                        Map.entry("retrieval.documents.0.document.id", "d1"), Map.entry("input.value", "word"),
                        Map.entry("gen_ai.response.finish_reasons", List.of("stop")), Map.entry("custom", "two words"),
                        Map.entry("nested", Map.of("list", List.of("+1 415-555-2671", 1)))))
                .events(List.of(new SpanEvent(START, "exception",
                        Map.of("body", "from " + MAIL, "exception.message", "x", "exception.type", "TimeoutError"))))
                .build();
        return new SpanBatch("4bf92f3577b34da6a3ce929d0e0e4736",
                Map.of("d", Map.of("service.name", "billing", "process.command_args", List.of("a b"))), List.of(span));
    }

    private static AgentRun filtered(Privacy.Mode mode, AgentRun run) {
        return ((Reading.Valid) privacy(mode).filter("default", run)).run();
    }

    private static Privacy privacy(Privacy.Mode mode) {
        return new Privacy(TestSettings.of(mode), Redactors.redactor());
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
