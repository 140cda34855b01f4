package io.agentops.demo.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.HttpProblem.FieldError;

/** Checks an object against the words of JSON Schema that the tools use; a schema with any other word is refused. */
final class ArgumentRules {

    private final JsonNode schema;
    private final JsonNode arguments;
    private final List<FieldError> errors = new ArrayList<>();

    private ArgumentRules(JsonNode schema, JsonNode arguments) {
        this.schema = schema;
        this.arguments = arguments;
    }

    /** What is wrong with the arguments, field by field; nothing when they fit. */
    static List<FieldError> check(JsonNode schema, JsonNode arguments) {
        ArgumentRules rules = new ArgumentRules(schema, arguments);
        rules.required();
        rules.properties();
        return rules.errors;
    }

    private void required() {
        schema.path("required").forEach(field -> {
            if (!arguments.hasNonNull(field.textValue())) {
                add(field.textValue(), "is required");
            }
        });
    }

    private void properties() {
        for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
            JsonNode rule = schema.path("properties").path(argument.getKey());
            if (rule.isMissingNode()) {
                add(argument.getKey(), "is no argument of this tool");
            } else if (!argument.getValue().isNull()) {
                property(argument.getKey(), rule, argument.getValue());
            }
        }
    }

    private void property(String field, JsonNode rule, JsonNode value) {
        String type = rule.path("type").textValue();
        if (!is(type, value)) {
            add(field, "must be of type " + type);
            return;
        }
        for (Map.Entry<String, JsonNode> word : rule.properties()) {
            String message = broken(word.getKey(), word.getValue(), value);
            if (message != null) {
                add(field, message);
            }
        }
    }

    private static boolean is(String type, JsonNode value) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            default -> throw new IllegalArgumentException("type " + type + " is not understood");
        };
    }

    /** What is to be said of a value that breaks a word of the schema; null when it keeps it. */
    private static String broken(String word, JsonNode limit, JsonNode value) {
        return switch (word) {
            case "type" -> null;
            case "minLength" -> value.textValue().length() >= limit.intValue()
                    ? null
                    : "must be at least " + limit + " characters long";
            case "maxLength" -> value.textValue().length() <= limit.intValue()
                    ? null
                    : "must be at most " + limit + " characters long";
            case "pattern" -> value.textValue().matches(limit.textValue())
                    ? null
                    : "must match " + limit.textValue();
            case "enum" -> contains(limit, value) ? null : "must be one of " + limit;
            case "minimum" -> value.doubleValue() >= limit.doubleValue() ? null : "must be at least " + limit;
            case "maximum" -> value.doubleValue() <= limit.doubleValue() ? null : "must be at most " + limit;
            default -> throw new IllegalArgumentException("schema word " + word + " is not understood");
        };
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode allowed : values) {
            if (allowed.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private void add(String field, String message) {
        errors.add(new FieldError("/" + field, message));
    }
}
