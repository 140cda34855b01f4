package io.agentops.ingest.genai;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.trace.SpanEvent;

/** What was said to a model, tool or agent and what it said, as plain text, from wherever a dialect puts it. */
final class MessageText {

    private static final String[] INPUTS = {"gen_ai.input.messages", "gen_ai.retrieval.query.text", "input.value",
            "traceloop.entity.input", "langfuse.observation.input", "gcp.vertex.agent.llm_request"};
    private static final String[] OUTPUTS = {"gen_ai.output.messages", "gen_ai.retrieval.documents", "output.value",
            "traceloop.entity.output", "langfuse.observation.output", "gcp.vertex.agent.llm_response", "final_result"};
    private static final List<String> INPUT_EVENTS = List.of("gen_ai.user.message", "gen_ai.tool.message",
            "gen_ai.system.message", "gen_ai.content.prompt");
    private static final List<String> OUTPUT_EVENTS = List.of("gen_ai.choice", "gen_ai.assistant.message",
            "gen_ai.content.completion");
    private static final String[] OF_EVENT = {"content", "gen_ai.event.content", "gen_ai.prompt", "gen_ai.completion",
            "message", "body"};
    private static final String DETAILS = "gen_ai.client.inference.operation.details";
    private static final int MOST_INDEXED = 200;

    private MessageText() {}

    /** What was asked: of a conversation, its last message. */
    static String input(SpanNode node) {
        JsonNode messages = messages(node, "gen_ai.input.messages", INPUTS);
        if (messages != null && messages.isArray() && !messages.isEmpty() && isMessage(messages.get(0))) {
            return text(messages.get(messages.size() - 1));
        }
        String indexed = indexed(node.attributes(), true, "gen_ai.prompt.", "llm.input_messages.");
        return firstOf(node, INPUTS, messages, indexed, INPUT_EVENTS);
    }

    /** What was answered: all messages of it. */
    static String output(SpanNode node) {
        JsonNode messages = messages(node, "gen_ai.output.messages", OUTPUTS);
        String indexed = indexed(node.attributes(), false, "gen_ai.completion.", "llm.output_messages.");
        return firstOf(node, OUTPUTS, messages, indexed, OUTPUT_EVENTS);
    }

    private static JsonNode messages(SpanNode node, String name, String[] names) {
        JsonNode told = node.attributes().structure(names);
        if (told != null) {
            return told;
        }
        return node.span().events().stream().filter(event -> DETAILS.equals(event.name()))
                .map(event -> new Attributes(event.attributes()).structure(name)).filter(found -> found != null)
                .findFirst().orElse(null);
    }

    private static String firstOf(SpanNode node, String[] names, JsonNode messages, String indexed,
            List<String> events) {
        if (messages != null) {
            return text(messages);
        }
        String plain = node.attributes().text(names);
        if (plain != null) {
            return plain;
        }
        return indexed != null ? indexed : ofEvents(node.span().events(), events);
    }

    private static String ofEvents(List<SpanEvent> events, List<String> names) {
        return events.stream().filter(event -> names.contains(event.name()))
                .map(event -> new Attributes(event.attributes())).map(attributes -> {
                    JsonNode structure = attributes.structure(OF_EVENT);
                    return structure == null ? attributes.text(OF_EVENT) : text(structure);
                }).filter(text -> text != null && !text.isEmpty()).findFirst().orElse(null);
    }

    /** Older dialects have an attribute a message: {@code gen_ai.prompt.0.content}. */
    private static String indexed(Attributes attributes, boolean last, String... prefixes) {
        List<String> found = new ArrayList<>();
        for (String prefix : prefixes) {
            int most = attributes.hasAnyUnder(prefix) ? MOST_INDEXED : 0;
            for (int i = 0; i < most; i++) {
                String content = attributes.text(prefix + i + ".content", prefix + i + ".message.content");
                if (content != null) {
                    found.add(content);
                }
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        return last ? found.get(found.size() - 1) : String.join("\n", found);
    }

    private static boolean isMessage(JsonNode node) {
        return node.isObject() && node.has("role");
    }

    /** The words of a message, a list of them, or of anything else its JSON. */
    static String text(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return "";
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isArray() && !node.isEmpty() && node.get(0).isObject() && isSpeech(node.get(0))) {
            List<String> texts = new ArrayList<>();
            node.forEach(part -> {
                String text = text(part);
                if (text != null && !text.isEmpty()) {
                    texts.add(text);
                }
            });
            return String.join("\n", texts);
        }
        return node.isObject() && isSpeech(node) ? speech(node) : node.toString();
    }

    private static boolean isSpeech(JsonNode node) {
        String type = node.path("type").asText();
        return node.path("parts").isArray() || node.has("content") || "tool_call".equals(type)
                || "tool_call_response".equals(type) || node.path("text").isTextual();
    }

    private static String speech(JsonNode node) {
        if (node.has("parts") && node.get("parts").isArray()) {
            return node.get("parts").isEmpty() ? "" : text(node.get("parts"));
        }
        return switch (node.path("type").asText()) {
            case "tool_call" -> node.path("name").asText() + "(" + plain(node.get("arguments")) + ")";
            case "tool_call_response" -> plain(node.has("response") ? node.get("response") : node.get("result"));
            default -> said(node);
        };
    }

    /** The content of a message, or else the calls it asks for. */
    private static String said(JsonNode node) {
        String content = node.has("content") ? text(node.get("content")) : text(node.path("text"));
        if (!content.isEmpty() || !node.path("tool_calls").isArray()) {
            return content;
        }
        List<String> calls = new ArrayList<>();
        node.get("tool_calls").forEach(call -> {
            JsonNode function = call.has("function") ? call.get("function") : call;
            calls.add(function.path("name").asText() + "(" + plain(function.get("arguments")) + ")");
        });
        return String.join("\n", calls);
    }

    private static String plain(JsonNode node) {
        if (node == null || node.isNull()) {
            return "";
        }
        return node.isTextual() ? node.textValue() : node.toString();
    }
}
