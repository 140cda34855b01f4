package io.agentops.demo.tools;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Json;

/** One tool. Its arguments are described by the JSON Schema in the file of its name. */
abstract class Tool {

    private final String name;
    private final String description;
    private final JsonNode parameters;

    Tool(String name, String description) {
        this.name = name;
        this.description = description;
        this.parameters = Json.resource(Tool.class, name + ".json");
    }

    final String name() {
        return name;
    }

    final String description() {
        return description;
    }

    final JsonNode parameters() {
        return parameters;
    }

    /**
     * Does the work.
     *
     * @param arguments an object that fits the schema
     * @throws HttpProblem 403, 404 or 422 where that is not possible
     */
    abstract JsonNode call(JsonNode arguments);
}
