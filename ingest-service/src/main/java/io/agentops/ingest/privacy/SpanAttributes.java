package io.agentops.ingest.privacy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What attributes of spans mean for privacy, by their names in the dialects that agents speak. */
final class SpanAttributes {

    private static final Set<String> PERSONS = Set.of("user.id", "enduser.id", "langfuse.user.id");
    private static final Set<String> AGENTS = Set.of("gen_ai.agent.name", "agent.name", "agent_name", "service.name");
    private static final Set<String> CLASSES = Set.of("error.type", "exception.type");
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{16}");
    private static final int DIGEST_LENGTH = 16;

    /** These, and all below them. */
    private static final List<String> CONTENT = List.of("gen_ai.input.messages", "gen_ai.output.messages",
            "gen_ai.system_instructions", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result",
            "gen_ai.tool.definitions", "gen_ai.tool.description", "gen_ai.prompt", "gen_ai.completion",
            "gen_ai.content",
            "gen_ai.event.content", "gen_ai.retrieval.query", "gen_ai.retrieval.documents",
            "gen_ai.evaluation.explanation",
            "gen_ai.agent.description", "input.value", "output.value", "llm.input_messages", "llm.output_messages",
            "llm.prompts", "llm.prompt", "llm.prompt_template", "llm.completions", "llm.tools", "llm.function_call",
            "tool.parameters", "tool.description", "tool.json_schema", "traceloop.entity.input",
            "traceloop.entity.output", "langfuse.observation.input", "langfuse.observation.output",
            "langfuse.trace.input",
            "langfuse.trace.output", "ai.prompt", "ai.response.text", "ai.response.toolcalls", "ai.toolcall.args",
            "ai.toolcall.result", "ai.value", "ai.values", "ai.result", "gcp.vertex.agent.llm_request",
            "gcp.vertex.agent.llm_response", "gcp.vertex.agent.tool_call_args", "gcp.vertex.agent.tool_response",
            "gcp.vertex.agent.data", "exception.message", "exception.stacktrace", "db.statement", "db.query.text",
            "db.query.parameter", "url.query", "http.request.body", "http.response.body", "embedding.text", "body",
            "content",
            "message", "prompt", "completion", "arguments", "input", "output", "tool_input", "tool_output", "result");
    private static final Set<String> CONTENT_SEGMENTS = Set.of("documents", "document", "messages", "content", "text",
            "arguments", "stacktrace");
    /** Names of prompts, which are none themselves. */
    private static final Set<String> NAMES = Set.of("gen_ai.prompt.name", "gen_ai.prompt.version", "gen_ai.prompt.id");

    private SpanAttributes() {}

    /** Whether an attribute names a person. */
    static boolean isPerson(String name) {
        return PERSONS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether a text holds the name of an attribute that names a person. */
    static boolean mentionsPerson(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return PERSONS.stream().anyMatch(lower::contains);
    }

    /** Whether an attribute is an id, which joins what is reported apart. */
    static boolean isId(String name) {
        return name.endsWith(".id") || name.endsWith("_id") || name.endsWith(".hash");
    }

    /** Whether an attribute names an agent or a service, which people name in a few words. */
    static boolean isAgent(String name) {
        return AGENTS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether an attribute names a class of errors. */
    static boolean isClass(String name) {
        return CLASSES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether an attribute stands for content, whatever its value. */
    static boolean isContent(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (NAMES.contains(lower)) {
            return false;
        }
        for (String content : CONTENT) {
            if (lower.startsWith(content)
                    && (lower.length() == content.length() || lower.charAt(content.length()) == '.')) {
                return true;
            }
        }
        for (String segment : lower.split("\\.", -1)) {
            if (CONTENT_SEGMENTS.contains(segment)) {
                return true;
            }
        }
        return false;
    }

    /** An id as it may be stored that tells a person or a secret: the same for the same id, and not the id. */
    static String digest(Object id) {
        String text = String.valueOf(id);
        if (DIGEST.matcher(text).matches()) {
            return text;
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
