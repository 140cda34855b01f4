package io.agentops.query.mcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The arguments a tool takes. */
final class ToolInput {

    private final String tool;
    private final Map<String, JsonObject> properties = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();

    ToolInput(String tool) {
        this.tool = tool;
    }

    String tool() {
        return tool;
    }

    /** Adds an id that must be given. */
    ToolInput id(String name, String description) {
        required.add(name);
        return text(name, description);
    }

    ToolInput text(String name, String description) {
        return add(name, "string", description, new JsonObject());
    }

    ToolInput word(String name, List<String> words, String description) {
        return add(name, "string", description, new JsonObject().put("enum", new JsonArray(words)));
    }

    ToolInput time(String name, String description) {
        return add(name, "string", description, new JsonObject().put("format", "date-time"));
    }

    ToolInput number(String name, int min, int max, int fallback, String description) {
        return add(name, "integer", description,
                new JsonObject().put("minimum", min).put("maximum", max).put("default", fallback));
    }

    ToolInput flag(String name, String description) {
        return add(name, "boolean", description, new JsonObject());
    }

    boolean takes(String name) {
        return properties.containsKey(name);
    }

    /** The JSON schema of the arguments. */
    JsonObject schema() {
        JsonObject schema = new JsonObject().put("type", "object").put("properties", new JsonObject());
        properties.forEach((name, property) -> schema.getJsonObject("properties").put(name, property.copy()));
        if (!required.isEmpty()) {
            schema.put("required", new JsonArray(required));
        }
        return schema.put("additionalProperties", false);
    }

    private ToolInput add(String name, String type, String description, JsonObject property) {
        properties.put(name, property.put("type", type).put("description", description));
        return this;
    }
}
