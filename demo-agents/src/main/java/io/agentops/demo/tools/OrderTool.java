package io.agentops.demo.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Json;

/** Looks up where an order stands. */
final class OrderTool extends Tool {

    private final JsonNode orders = Json.resource(OrderTool.class, "orders.json");

    OrderTool() {
        super("look_up_order", "Returns the state, item and dates of an order.");
    }

    @Override
    JsonNode call(JsonNode arguments) {
        String id = arguments.get("order_id").textValue();
        if (!orders.has(id)) {
            throw HttpProblem.of(404, "There is no order " + id + ".");
        }
        ObjectNode answer = Json.object().put("order_id", id);
        answer.setAll((ObjectNode) orders.get(id));
        return answer;
    }
}
