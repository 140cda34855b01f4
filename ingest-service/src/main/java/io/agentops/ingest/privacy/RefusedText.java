package io.agentops.ingest.privacy;

import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Masks what was refused, and so may have any shape: no more of it is kept than of what is accepted. */
@Singleton
@SuppressWarnings("ReferenceEquality") // Same object: nothing found, nothing to copy.
public class RefusedText {

    private final Redactor redactor;

    RefusedText(Redactor redactor) {
        this.redactor = redactor;
    }

    /**
     * The text as it may be kept: the very same object where nothing must be masked; empty where that cannot be told, because
     * the text is no JSON, and has escapes that hide what they stand for or names a person's attribute.
     */
    public Optional<String> mask(String text) {
        JsonNode json = JsonText.read(text);
        if (json == null) {
            boolean telling = text.indexOf('\\') >= 0 || SpanAttributes.mentionsPerson(text);
            return telling ? Optional.empty() : Optional.of(redactor.mask(text));
        }
        JsonNode masked = redactor.mask(withoutPersons(json));
        return Optional.of(masked == json ? text : masked.toString());
    }

    private static JsonNode withoutPersons(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> object(node);
            case ARRAY -> array(node);
            default -> node;
        };
    }

    private static JsonNode object(JsonNode node) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        boolean changed = false;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode before = field.getValue();
            JsonNode after = SpanAttributes.isPerson(field.getKey()) && !before.isNull()
                    ? JsonNodeFactory.instance
                            .textNode(SpanAttributes.digest(before.isValueNode() ? before.asText() : before))
                    : withoutPersons(before);
            changed |= after != before;
            copy.set(field.getKey(), after);
        }
        return changed ? copy : node;
    }

    private static JsonNode array(JsonNode node) {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(node.size());
        boolean changed = false;
        for (JsonNode before : node) {
            JsonNode after = withoutPersons(before);
            changed |= after != before;
            copy.add(after);
        }
        return changed ? copy : node;
    }
}
