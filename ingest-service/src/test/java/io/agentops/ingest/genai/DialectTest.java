package io.agentops.ingest.genai;

import static io.agentops.ingest.genai.Traces.call;
import static io.agentops.ingest.genai.Traces.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;

/** What each dialect's spans become. */
class DialectTest {

    @Test
    void semanticConventionsOfToday() {
        AgentRun run = Traces.of().resource("deployment.environment.name", "prod").resource("service.version", "7")
                .span("a", null, "invoke_agent planner", "gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name",
                        "planner", "gen_ai.conversation.id", "thread-1", "gen_ai.usage.input_tokens", 9)
                .span("b", "a", "chat gpt-4o", "gen_ai.operation.name", "chat", "gen_ai.provider.name", "openai",
                        "gen_ai.request.model", "gpt-4o", "gen_ai.response.model", "gpt-4o-2024-08-06",
                        "gen_ai.response.finish_reasons", List.of("tool_calls"), "gen_ai.usage.input_tokens", 1000,
                        "gen_ai.usage.output_tokens", 100, "gen_ai.usage.cache_read.input_tokens", 400,
                        "gen_ai.input.messages",
                        "[{\"role\": \"user\", \"parts\": [{\"type\": \"text\", \"content\": \"Find it\"}]}]",
                        "gen_ai.output.messages",
                        List.of(Map.of("role", "assistant", "parts", List.of(Map.of("type", "tool_call", "id", "call_1",
                                "name", "find", "arguments", Map.of("q", "x"))))),
                        "gen_ai.tool.definitions",
                        "[{\"type\": \"function\", \"name\": \"find\", \"description\": \"Finds\", \"parameters\": {\"type\": \"object\"}}]")
                .span("c", "a", "execute_tool find", "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name",
                        "find",
                        "gen_ai.tool.call.id", "call_1", "gen_ai.tool.call.arguments", "{\"q\": \"x\"}",
                        "gen_ai.tool.call.result", "nothing", "error.type", "timeout")
                .failed("took too long")
                .run();

        assertThat(run).extracting(AgentRun::agentName, AgentRun::agentVersion, AgentRun::environment,
                AgentRun::conversationId, AgentRun::status, AgentRun::model, AgentRun::traceId)
                .containsExactly("planner", "7", "prod", "thread-1", RunStatus.SUCCESS, "gpt-4o-2024-08-06",
                        Traces.TRACE_ID);
        // 600 fresh and 400 cached input tokens and 100 output tokens of gpt-4o.
        assertThat(run.cost()).isEqualTo(new Cost(1000L, 100L, new BigDecimal("0.003")));
        assertThat(step(run, "b")).extracting(Step::stepType, Step::name, Step::status, Step::inputSummary,
                Step::outputSummary)
                .containsExactly("llm", "chat gpt-4o", "success", "Find it", "find({\"q\":\"x\"})");
        assertThat(step(run, "b").metadata()).containsEntry("cost_source", "computed")
                .containsEntry("price_version", "2025-11-01").containsEntry("tokens_cache_read", 400L)
                .containsEntry("finish_reasons", "[\"tool_calls\"]");
        assertThat(step(run, "c")).extracting(Step::stepType, Step::status).containsExactly("tool", "failure");
        assertThat(call(run, "call_1")).extracting(ToolCall::toolName, ToolCall::stepId, ToolCall::status,
                ToolCall::errorClass, ToolCall::errorMessage, ToolCall::resultSummary, ToolCall::latencyMs)
                .containsExactly("find", "c", "failure", "timeout", "took too long", "nothing", 1000.0);
        assertThat(call(run, "call_1").argsJson().toString()).isEqualTo("{\"q\":\"x\"}");
        assertThat(run.toolDefinitions()).singleElement().satisfies(tool -> {
            assertThat(tool.toolName()).isEqualTo("find");
            assertThat(tool.parameters().toString()).isEqualTo("{\"type\":\"object\"}");
        });
    }

    @Test
    void semanticConventionsOfYesterday() {
        AgentRun run = Traces.of()
                .span("a", null, "chat m", "gen_ai.system", "openai", "gen_ai.request.model", "gpt-4o-mini",
                        "gen_ai.usage.prompt_tokens", 10, "gen_ai.usage.completion_tokens", 2)
                .event("gen_ai.user.message", "content", "Hello")
                .event("gen_ai.choice", "gen_ai.event.content", "{\"message\": 1, \"content\": \"Hi\"}")
                .run();

        assertThat(run).extracting(AgentRun::agentName, AgentRun::status).containsExactly("shop", RunStatus.SUCCESS);
        assertThat(run.cost()).isEqualTo(new Cost(10L, 2L, new BigDecimal("0.0000027")));
        assertThat(step(run, "a")).extracting(Step::stepType, Step::inputSummary, Step::outputSummary)
                .containsExactly("llm", "Hello", "Hi");
    }

    @Test
    void openInference() {
        AgentRun run = Traces.of()
                .span("a", null, "Agent.run", "openinference.span.kind", "AGENT", "session.id", "s-1", "input.value",
                        "ask")
                .span("b", "a", "llm", "openinference.span.kind", "LLM", "llm.model_name", "m", "llm.provider",
                        "OpenAI",
                        "llm.token_count.prompt", 5, "llm.token_count.completion", 6,
                        "llm.input_messages.0.message.content", "system", "llm.input_messages.1.message.content", "ask",
                        "llm.output_messages.0.message.content", "done", "llm.tools.0.tool.json_schema",
                        "{\"type\": \"function\", \"function\": {\"name\": \"search\", \"parameters\": {}}}")
                .span("c", "a", "search", "openinference.span.kind", "TOOL", "tool.name", "search", "tool.parameters",
                        "{\"query\": \"x\"}", "output.value", "[]")
                .span("d", "a", "retrieve", "openinference.span.kind", "RETRIEVER", "input.value", "x")
                .span("e", "a", "guard", "openinference.span.kind", "GUARDRAIL", "guardrail.verdict", "deny",
                        "guardrail.reason", "personal data")
                .run();

        assertThat(run.steps()).extracting(Step::stepId, Step::stepType).containsExactly(
                tuple("b", "llm"), tuple("c", "tool"),
                tuple("d", "retrieve"));
        assertThat(step(run, "b")).extracting(Step::inputSummary, Step::outputSummary).containsExactly("ask", "done");
        assertThat(call(run, "c")).extracting(ToolCall::toolName, ToolCall::resultSummary)
                .containsExactly("search", "[]");
        assertThat(run.guardrailEvents()).singleElement().satisfies(event -> {
            assertThat(event.eventId()).isEqualTo("e");
            assertThat(event.message()).isEqualTo("deny: personal data");
        });
        assertThat(run.status()).isEqualTo(RunStatus.PARTIAL);
        assertThat(run.conversationId()).isEqualTo("s-1");
        assertThat(run.cost()).isEqualTo(new Cost(5L, 6L, null));
        assertThat(run.toolDefinitions()).extracting("toolName").containsExactly("search");
    }

    @Test
    void aMessageThatOnlyCallsToolsSaysSo() {
        AgentRun run = Traces.of().span("a", null, "chat", "gen_ai.request.model", "m", "langfuse.observation.output",
                "[{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"function\": {\"name\": \"find\","
                        + " \"arguments\": \"{}\"}}]}]")
                .run();

        assertThat(step(run, "a").outputSummary()).isEqualTo("find({})");
    }

    @Test
    void anOverrideMaySayWhatAnyDialectSays() {
        AgentRun run = Traces.of().span("a", null, "x", "agentops.kind", "run")
                .span("b", "a", "y", "agentops.kind", "chat")
                .span("c", "a", "z", "agentops.kind", "EXECUTE_TOOL").run();

        assertThat(run.steps()).extracting(Step::stepType).containsExactly("llm", "tool");
    }

    @Test
    void traceloop() {
        AgentRun run = Traces.of()
                .span("a", null, "order.workflow", "traceloop.span.kind", "workflow", "traceloop.entity.name", "order")
                .span("b", "a", "plan.task", "traceloop.span.kind", "task")
                .span("c", "b", "openai.chat", "gen_ai.request.model", "gpt-4o", "gen_ai.prompt.0.content", "be nice",
                        "gen_ai.prompt.1.content", "order", "gen_ai.completion.0.content", "ordered")
                .span("d", "b", "pay.tool", "traceloop.span.kind", "tool", "traceloop.entity.name", "pay",
                        "traceloop.entity.input", "{\"amount\": 3}", "traceloop.entity.output", "paid")
                .run();

        assertThat(run.agentName()).isEqualTo("order");
        assertThat(run.steps()).extracting(Step::stepId).containsExactly("b", "c", "d");
        assertThat(step(run, "c")).extracting(Step::parentStepId, Step::inputSummary, Step::outputSummary)
                .containsExactly("b", "order", "ordered");
        assertThat(call(run, "d")).extracting(ToolCall::toolName, ToolCall::resultSummary)
                .containsExactly("pay", "paid");
    }

    @Test
    void langfuse() {
        AgentRun run = Traces.of()
                .span("a", null, "graph", "langfuse.observation.type", "span")
                .span("b", "a", "ChatModel", "langfuse.observation.type", "generation",
                        "langfuse.observation.model.name",
                        "gpt-4o-2024-08-06", "langfuse.observation.usage_details", "{\"input\": 60, \"output\": 15}",
                        "langfuse.observation.output", "{\"role\": \"assistant\", \"content\": \"yes\"}")
                .span("c", "a", "tool.Hello", "langfuse.observation.type", "span", "gen_ai.tool.name", "Hello",
                        "input.value", "{\"name\": \"Bob\"}")
                .run();

        assertThat(run.steps()).extracting(Step::stepId, Step::stepType).containsExactly(
                tuple("b", "llm"), tuple("c", "tool"));
        assertThat(run.cost()).isEqualTo(new Cost(60L, 15L, new BigDecimal("0.0003")));
        assertThat(step(run, "b").outputSummary()).isEqualTo("yes");
        assertThat(call(run, "c").toolName()).isEqualTo("Hello");
    }

    @Test
    void agentDevelopmentKitWithItsProvidersClientBelow() {
        AgentRun run = Traces.of()
                .span("r", null, "POST /", "http.request.method", "POST")
                .span("i", "r", "invocation")
                .span("a", "i", "invoke_agent helm", "gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name",
                        "helm")
                .span("b", "a", "call_llm", "gen_ai.system", "gcp.vertex.agent", "gen_ai.request.model", "gpt-4.1-mini",
                        "gen_ai.usage.input_tokens", 1820, "gen_ai.usage.output_tokens", 13)
                .span("c", "b", "openai.chat", "gen_ai.system", "openai", "gen_ai.request.model", "gpt-4.1-mini",
                        "gen_ai.usage.prompt_tokens", 1820, "gen_ai.usage.completion_tokens", 13)
                .span("d", "b", "execute_tool list", "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name",
                        "list",
                        "gcp.vertex.agent.tool_call_args", "{}", "gcp.vertex.agent.tool_response",
                        "{\"isError\": true, \"content\": []}")
                .run();

        assertThat(run.agentName()).isEqualTo("helm");
        assertThat(run.steps()).extracting(Step::stepId).containsExactly("b", "c", "d");
        assertThat(run.cost()).isEqualTo(new Cost(1820L, 13L, new BigDecimal("0.0007488")));
        assertThat(call(run, "d").status()).isEqualTo("failure");
    }

    @Test
    void modelContextProtocolEnrichesTheCallItCarries() {
        AgentRun run = Traces.of()
                .span("a", null, "invoke_agent x", "gen_ai.operation.name", "invoke_agent")
                .span("b", "a", "execute_tool find", "gen_ai.operation.name", "execute_tool", "gen_ai.tool.name",
                        "find")
                .span("c", "b", "tools/call find", "mcp.method.name", "tools/call", "gen_ai.tool.name", "find",
                        "rpc.response.status_code", "429")
                .span("d", "c", "tools/call find", "mcp.method.name", "tools/call", "gen_ai.tool.name", "find")
                .span("e", "a", "tools/call look", "mcp.method.name", "tools/call")
                .run();

        assertThat(run.toolCalls()).extracting(ToolCall::callId, ToolCall::toolName, ToolCall::statusCode)
                .containsExactly(tuple("b", "find", 429),
                        tuple("e", "look", null));
        assertThat(step(run, "c").stepType()).isEqualTo("generic");
    }
}
