package io.agentops.rca.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * What the corpus says in short: an entry with {@code times} stands for so many. In texts <code>{n}</code> is the entry's number from
 * 1 on, as a number where the whole text is <code>@{n}</code>, and <code>${text*9}</code> is the text nine times.
 */
final class Repetition {

    private static final Pattern REPEATED = Pattern.compile("\\$\\{(.+?)\\*(\\d+)}");

    private Repetition() {}

    static List<JsonNode> of(JsonNode entries) {
        List<JsonNode> all = new ArrayList<>();
        for (JsonNode entry : entries) {
            for (int n = 1; n <= entry.path("times").asInt(1); n++) {
                all.add(fill(entry, n));
            }
        }
        return all;
    }

    /** A copy with its texts written out, as the {@code n}-th of its kind. */
    static JsonNode fill(JsonNode node, int n) {
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.forEachEntry((name, value) -> copy.set(name, fill(value, n)));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> copy.add(fill(element, n)));
            return copy;
        }
        return node.isTextual() ? text(node.asText(), n) : node;
    }

    private static JsonNode text(String text, int n) {
        if (text.equals("@{n}")) {
            return IntNode.valueOf(n);
        }
        Matcher repeated = REPEATED.matcher(text.replace("{n}", Integer.toString(n)));
        return TextNode.valueOf(repeated.replaceAll(
                match -> Matcher.quoteReplacement(match.group(1).repeat(Integer.parseInt(match.group(2))))));
    }
}
