package io.agentops.rca.engine;

import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Reads JSON, or what programs print in its place (single quotes, {@code None}, {@code True}), even when it was cut off.
 * Reads a bounded part of the text once, and never fails: what cannot be read ends the value.
 */
final class LooseJson {

    private static final int MAX_CHARS = 16_384;
    private static final int MAX_DEPTH = 12;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    /** "[ERROR] 403" and "[12:30] denied" are words after a tag; a list ends the text or goes on with a comma. */
    private static final Pattern TAGGED = Pattern.compile("\\[[^\\[\\](){}\"']{1,40}\\]\\s{0,8}[^\\s\\[\\](){},]");

    private final String text;
    private int at;

    private LooseJson(String text) {
        this.text = text;
    }

    /** The object or list a text holds, or empty when it is plain words. */
    static Optional<JsonNode> read(String text) {
        String start = Excerpt.head(text, MAX_CHARS).strip();
        if (start.isEmpty() || (start.charAt(0) != '{' && start.charAt(0) != '[')
                || TAGGED.matcher(start).lookingAt()) {
            return Optional.empty();
        }
        return Optional.of(new LooseJson(start).value(0));
    }

    private JsonNode value(int depth) {
        skip();
        if (at >= text.length() || depth > MAX_DEPTH) {
            at = text.length();
            return NODES.nullNode();
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[', '(' -> list(depth);
            case '"', '\'' -> NODES.textNode(string());
            default -> bare();
        };
    }

    private ObjectNode object(int depth) {
        ObjectNode node = NODES.objectNode();
        at++;
        while (more('}')) {
            JsonNode key = value(MAX_DEPTH);
            skip();
            if (at < text.length() && text.charAt(at) == ':') {
                at++;
                JsonNode value = value(depth + 1);
                node.set(key.asText(), value);
            }
        }
        return node;
    }

    private ArrayNode list(int depth) {
        ArrayNode node = NODES.arrayNode();
        char close = text.charAt(at) == '(' ? ')' : ']';
        at++;
        while (more(close)) {
            node.add(value(depth + 1));
        }
        return node;
    }

    /** Steps over separators; false after the closing bracket or at the end. */
    private boolean more(char close) {
        skip();
        while (at < text.length() && (text.charAt(at) == ',' || text.charAt(at) == ':')) {
            at++;
            skip();
        }
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        if (c == close || c == '}' || c == ']' || c == ')') {
            at++;
            return false;
        }
        return true;
    }

    private String string() {
        char quote = text.charAt(at++);
        StringBuilder out = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                out.append(escaped());
            } else {
                out.append(c);
            }
        }
        at++;
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        if (c == 'u' && at + 4 <= text.length()) {
            try {
                char unicode = (char) Integer.parseInt(text.substring(at, at + 4), 16);
                at += 4;
                return unicode;
            } catch (NumberFormatException notAnEscape) {
                return c;
            }
        }
        return c == 'n' || c == 't' || c == 'r' ? ' ' : c;
    }

    private JsonNode bare() {
        int start = at++;
        while (at < text.length() && ",:]})".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at).strip();
        return switch (word) {
            case "true", "True" -> NODES.booleanNode(true);
            case "false", "False" -> NODES.booleanNode(false);
            case "null", "None", "undefined", "" -> NODES.nullNode();
            default -> number(word);
        };
    }

    private static JsonNode number(String word) {
        if (word.length() <= 9 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return NODES.numberNode(Integer.parseInt(word));
        }
        return NODES.textNode(word);
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }
}
