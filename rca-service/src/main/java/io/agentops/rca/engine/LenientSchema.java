package io.agentops.rca.engine;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Turns what tools publish as their schema into a plain one that can be checked safely: type words of programming languages
 * are translated, what is not understood or malformed is left out (which accepts more, never less), local references are
 * written out so that nothing recurses, nothing is fetched, and patterns are kept only when they match in bounded time.
 */
final class LenientSchema {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_NODES = 5000;
    private static final int MAX_DEPTH = 40;
    private static final Map<String, String> TYPES = Map.ofEntries(Map.entry("string", "string"),
            Map.entry("str", "string"),
            Map.entry("text", "string"), Map.entry("integer", "integer"), Map.entry("int", "integer"),
            Map.entry("long", "integer"),
            Map.entry("number", "number"), Map.entry("float", "number"), Map.entry("double", "number"),
            Map.entry("decimal", "number"),
            Map.entry("boolean", "boolean"), Map.entry("bool", "boolean"), Map.entry("array", "array"),
            Map.entry("list", "array"),
            Map.entry("tuple", "array"), Map.entry("set", "array"), Map.entry("object", "object"),
            Map.entry("dict", "object"),
            Map.entry("dictionary", "object"), Map.entry("map", "object"), Map.entry("hashmap", "object"),
            Map.entry("null", "null"),
            Map.entry("none", "null"), Map.entry("arraylist", "array"));
    private static final Set<String> NUMBERS = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
    private static final Set<String> SIZES = Set.of("minLength", "maxLength", "minItems", "maxItems", "minProperties",
            "maxProperties");

    private final JsonNode root;
    private final boolean patterns;
    private final Set<String> open = new HashSet<>();
    private int nodes;

    private LenientSchema(JsonNode root, boolean patterns) {
        this.root = root;
        this.patterns = patterns;
    }

    /**
     * The schema to check against; accepts anything when the tool's own cannot be used.
     *
     * @param patterns whether texts are short enough to be held against patterns
     */
    static JsonNode of(JsonNode parameters, boolean patterns) {
        LenientSchema lenient = new LenientSchema(parameters, patterns);
        JsonNode plain = lenient.schema(parameters, 0);
        return lenient.nodes > MAX_NODES ? NODES.objectNode() : plain;
    }

    private JsonNode schema(JsonNode from, int depth) {
        if (from != null && from.isBoolean()) {
            return from;
        }
        ObjectNode to = NODES.objectNode();
        if (from == null || !from.isObject() || depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            return to;
        }
        JsonNode reference = from.get("$ref");
        if (reference != null) {
            return referred(reference.asText(), depth);
        }
        type(from, to);
        literals(from, to);
        bounds(from, to);
        children(from, to, depth);
        alternatives(from, to, depth);
        return to;
    }

    private JsonNode referred(String reference, int depth) {
        if (!reference.startsWith("#/") || !open.add(reference)) {
            return NODES.objectNode();
        }
        JsonNode found;
        try {
            found = schema(root.at(reference.substring(1)), depth + 1);
        } finally {
            open.remove(reference);
        }
        return found;
    }

    private static void type(JsonNode from, ObjectNode to) {
        JsonNode given = from.path("type");
        ArrayNode types = NODES.arrayNode();
        for (JsonNode one : given.isArray() ? given : NODES.arrayNode().add(given)) {
            String type = one.isTextual() ? TYPES.get(one.textValue().strip().toLowerCase(Locale.ROOT)) : null;
            if (type == null) {
                return;
            }
            types.add(type);
        }
        if (types.isEmpty()) {
            return;
        }
        boolean mayBeNull = from.path("nullable").asBoolean(false)
                || (from.has("default") && from.get("default").isNull());
        if (mayBeNull) {
            types.add("null");
        }
        to.set("type", types);
    }

    private void literals(JsonNode from, ObjectNode to) {
        JsonNode words = from.path("enum");
        if (words.isArray() && !words.isEmpty() && words.size() <= 1000) {
            to.set("enum", words);
        }
        if (from.has("const")) {
            to.set("const", from.get("const"));
        }
        JsonNode pattern = from.path("pattern");
        if (patterns && pattern.isTextual() && PatternSafety.linear(pattern.textValue())) {
            to.set("pattern", pattern);
        }
    }

    private static void bounds(JsonNode from, ObjectNode to) {
        NUMBERS.forEach(name -> {
            if (from.path(name).isNumber()) {
                to.set(name, from.get(name));
            }
        });
        SIZES.forEach(name -> {
            if (from.path(name).isInt() && from.path(name).intValue() >= 0) {
                to.set(name, from.get(name));
            }
        });
    }

    private void children(JsonNode from, ObjectNode to, int depth) {
        if (from.path("properties").isObject()) {
            ObjectNode properties = to.putObject("properties");
            for (Map.Entry<String, JsonNode> field : from.get("properties").properties()) {
                properties.set(field.getKey(), schema(field.getValue(), depth + 1));
            }
        }
        ArrayNode required = NODES.arrayNode();
        for (JsonNode name : from.path("required")) {
            if (name.isTextual()) {
                required.add(name);
            }
        }
        if (from.path("required").isArray() && !required.isEmpty()) {
            to.set("required", required);
        }
        JsonNode others = from.get("additionalProperties");
        if (others != null && (others.isBoolean() || others.isObject())) {
            to.set("additionalProperties", schema(others, depth + 1));
        }
        if (from.path("items").isObject()) {
            to.set("items", schema(from.get("items"), depth + 1));
        }
    }

    private void alternatives(JsonNode from, ObjectNode to, int depth) {
        for (String name : new String[]{"anyOf", "oneOf", "allOf"}) {
            if (from.path(name).isArray() && !from.path(name).isEmpty()) {
                ArrayNode choices = NODES.arrayNode();
                from.get(name).forEach(choice -> choices.add(schema(choice, depth + 1)));
                // One-of is checked as any-of: leaving parts out of two choices may make both fit.
                to.putIfAbsent(name.equals("allOf") ? name : "anyOf", choices);
            }
        }
    }
}
