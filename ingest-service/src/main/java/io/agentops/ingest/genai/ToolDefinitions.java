package io.agentops.ingest.genai;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.contract.run.ToolDefinition;

/** Reads the tools that an agent was offered, which lets an analysis check the arguments of its calls. */
final class ToolDefinitions {

    private static final int MOST = 256;
    private static final int MOST_PARAMETERS = 131_072;

    private final Map<String, ToolDefinition> byName = new LinkedHashMap<>();

    private ToolDefinitions() {}

    /** The tools named by any of the spans, the first mention of a name counting. */
    static List<ToolDefinition> of(List<SpanNode> nodes) {
        ToolDefinitions found = new ToolDefinitions();
        for (SpanNode node : nodes) {
            found.read(node.attributes());
        }
        return List.copyOf(found.byName.values());
    }

    private void read(Attributes attributes) {
        JsonNode list = attributes.structure("gen_ai.tool.definitions");
        if (list != null && list.isArray()) {
            list.forEach(this::add);
        }
        JsonNode parameters = attributes.structure("model_request_parameters");
        if (parameters != null) {
            parameters.path("function_tools").forEach(this::add);
        }
        for (int i = 0; i < MOST; i++) {
            JsonNode schema = attributes.structure("llm.tools." + i + ".tool.json_schema");
            String name = attributes.text("llm.request.functions." + i + ".name");
            if (schema != null) {
                add(schema);
            } else if (name != null) {
                add(name, attributes.text("llm.request.functions." + i + ".description"),
                        attributes.structure("llm.request.functions." + i + ".parameters"));
            } else {
                break;
            }
        }
    }

    private void add(JsonNode definition) {
        JsonNode function = definition.has("function") ? definition.get("function") : definition;
        add(function.path("name").asText(null), function.path("description").asText(null),
                function.has("parameters") ? function.get("parameters") : function.get("parameters_json_schema"));
    }

    private void add(String name, String description, JsonNode parameters) {
        if (name == null || name.isEmpty() || byName.size() >= MOST) {
            return;
        }
        boolean usable = parameters != null && parameters.isObject()
                && parameters.toString().length() <= MOST_PARAMETERS;
        byName.putIfAbsent(TextLimits.cut(name, TextLimits.LABEL), new ToolDefinition(
                TextLimits.cut(name, TextLimits.LABEL), TextLimits.cut(description, TextLimits.TEXT),
                usable ? parameters : null));
    }
}
