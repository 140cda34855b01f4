package io.agentops.ingest.genai;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;

/**
 * Tells what a span stands for. The first dialect that speaks decides: our own override, the GenAI semantic conventions,
 * OpenInference, OpenLLMetry (Traceloop), Langfuse and AgentOps' SDK, MCP; then what the presence of an attribute tells.
 */
final class Classifier {

    /** Values of {@code gen_ai.operation.name} (OpenTelemetry semantic conventions for generative AI). */
    private static final Map<String, Kind> OPERATIONS = Map.ofEntries(
            entry("invoke_workflow", Kind.WORKFLOW), entry("invoke_agent", Kind.AGENT),
            entry("create_agent", Kind.SETUP), entry("plan", Kind.PLAN), entry("chat", Kind.LLM),
            entry("generate_content", Kind.LLM), entry("text_completion", Kind.LLM),
            entry("embeddings", Kind.EMBEDDING), entry("retrieval", Kind.RETRIEVAL),
            entry("execute_tool", Kind.TOOL), entry("run_guardrail", Kind.GUARDRAIL));

    /** The words of all other dialects, in lower case. */
    private static final Map<String, Kind> WORDS = Map.ofEntries(
            entry("agent", Kind.AGENT), entry("run", Kind.AGENT), entry("sub_agent", Kind.AGENT),
            entry("workflow", Kind.WORKFLOW), entry("session", Kind.WORKFLOW),
            entry("tool", Kind.TOOL), entry("tool_call", Kind.TOOL), entry("llm", Kind.LLM),
            entry("generation", Kind.LLM), entry("embedding", Kind.EMBEDDING), entry("retriever", Kind.RETRIEVAL),
            entry("retrieval", Kind.RETRIEVAL), entry("reranker", Kind.RERANK), entry("rerank", Kind.RERANK),
            entry("guardrail", Kind.GUARDRAIL), entry("evaluator", Kind.EVALUATION), entry("eval", Kind.EVALUATION),
            entry("chain", Kind.CHAIN), entry("task", Kind.CHAIN), entry("operation", Kind.CHAIN),
            entry("span", Kind.CHAIN), entry("prompt", Kind.SETUP), entry("setup", Kind.SETUP),
            entry("plan", Kind.PLAN), entry("memory", Kind.MEMORY), entry("step", Kind.STEP),
            entry("generic", Kind.GENERIC), entry("event", Kind.GENERIC));

    private static final String OPERATION = "gen_ai.operation.name";

    private static final String[] DIALECTS = {"agentops.kind", null, "openinference.span.kind", "traceloop.span.kind",
            "langfuse.observation.type", "agentops.span.kind"};

    private Classifier() {}

    /** What a span with these attributes stands for; {@link Kind#GENERIC} where nothing tells. */
    static Kind kind(Attributes attributes) {
        Kind told = told(attributes);
        if (told == null) {
            told = "tools/call".equals(attributes.text("mcp.method.name")) ? Kind.TOOL : implied(attributes);
        }
        if (told == null) {
            told = Kind.GENERIC;
        }
        return told == Kind.GENERIC && attributes.has("agentops.step.id") ? Kind.STEP : told;
    }

    private static Kind told(Attributes attributes) {
        for (String dialect : DIALECTS) {
            Kind kind = dialect == null ? operation(attributes.text(OPERATION)) : word(attributes.text(dialect));
            if (kind == null && "agentops.kind".equals(dialect)) {
                kind = operation(attributes.text(dialect));
            }
            if (kind != null) {
                // Langfuse calls everything a span that it was not told more of.
                return "langfuse.observation.type".equals(dialect) && kind == Kind.CHAIN && implied(attributes) != null
                        ? implied(attributes)
                        : kind;
            }
        }
        return null;
    }

    private static Kind operation(String name) {
        if (name == null) {
            return null;
        }
        String operation = name.toLowerCase(Locale.ROOT);
        return operation.endsWith("_memory") || operation.endsWith("_memory_store")
                ? Kind.MEMORY
                : OPERATIONS.get(operation);
    }

    private static Kind word(String word) {
        return word == null ? null : WORDS.get(word.toLowerCase(Locale.ROOT));
    }

    private static Kind implied(Attributes attributes) {
        if (attributes.has("gen_ai.tool.name") || attributes.has("gen_ai.tool.call.id")) {
            return Kind.TOOL;
        }
        if (attributes.has("gen_ai.request.model") || attributes.has("llm.model_name")) {
            return Kind.LLM;
        }
        return null;
    }
}
