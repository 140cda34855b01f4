package io.agentops.localstack.origin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * One OpenAPI document out of those of several services. Two services may give one name to different components: then the
 * later one's gets the service's name as a suffix.
 */
final class OpenApiMerge {

    private final JsonObject merged = new JsonObject()
            .put("openapi", "3.1.0")
            .put("info", new JsonObject().put("title", "AgentOps Platform").put("version", "1")
                    .put("description", "Every service behind one origin."));

    /** Adds a service's document. */
    void add(String service, JsonObject document) {
        JsonObject addition = renamed(document, clashes(service, document));
        // The origin stands for all services, and for their servers.
        addition.remove("info");
        addition.remove("servers");
        addition.remove("openapi");
        merge(merged, addition);
    }

    JsonObject document() {
        return merged;
    }

    /** New references by old ones, e.g. {@code #/components/schemas/Run}. */
    private Map<String, String> clashes(String service, JsonObject document) {
        Map<String, String> renames = new HashMap<>();
        JsonObject present = merged.getJsonObject("components", new JsonObject());
        JsonObject added = document.getJsonObject("components", new JsonObject());
        for (String section : added.fieldNames()) {
            JsonObject taken = present.getJsonObject(section, new JsonObject());
            JsonObject wanted = added.getJsonObject(section);
            for (String name : wanted.fieldNames()) {
                if (taken.containsKey(name) && !taken.getValue(name).equals(wanted.getValue(name))) {
                    String reference = "#/components/" + section + "/" + name;
                    renames.put(reference, reference + "_" + service);
                }
            }
        }
        return renames;
    }

    private static JsonObject renamed(JsonObject document, Map<String, String> renames) {
        JsonObject copy = (JsonObject) replaceReferences(document, renames);
        JsonObject components = copy.getJsonObject("components", new JsonObject());
        renames.forEach((from, to) -> {
            String[] place = from.split("/", 4);
            JsonObject section = components.getJsonObject(place[2]);
            section.put(to.split("/", 4)[3], section.remove(place[3]));
        });
        return copy;
    }

    private static Object replaceReferences(Object value, Map<String, String> renames) {
        if (value instanceof JsonObject object) {
            JsonObject copy = new JsonObject();
            object.forEach(entry -> copy.put(entry.getKey(), replaceReferences(entry.getValue(), renames)));
            return copy;
        }
        if (value instanceof JsonArray array) {
            List<Object> copy = new ArrayList<>();
            array.forEach(element -> copy.add(replaceReferences(element, renames)));
            return new JsonArray(copy);
        }
        return value instanceof String text ? renames.getOrDefault(text, text) : value;
    }

    /** Objects are merged name by name, lists are joined without doubles; of two other values the first stays. */
    private static void merge(JsonObject into, JsonObject from) {
        for (String name : from.fieldNames()) {
            Object present = into.getValue(name);
            Object added = from.getValue(name);
            if (present == null) {
                into.put(name, added);
            } else if (present instanceof JsonObject left && added instanceof JsonObject right) {
                merge(left, right);
            } else if (present instanceof JsonArray left && added instanceof JsonArray right) {
                right.stream().filter(element -> !left.contains(element)).forEach(left::add);
            }
        }
    }
}
