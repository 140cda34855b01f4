package io.agentops.query.mcp;

import static io.restassured.RestAssured.given;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;

/** Speaks to the MCP server as an assistant's client does. */
final class Rpc {

    private Rpc() {}

    static RequestSpecification client() {
        return given().accept("application/json, text/event-stream").contentType("application/json");
    }

    static ValidatableResponse send(String message) {
        return client().body(message).post("/mcp").then();
    }

    /** The result of a method. */
    static JsonObject result(String method, JsonObject params) {
        JsonObject message = new JsonObject().put("jsonrpc", "2.0").put("id", 7).put("method", method)
                .put("params", params);
        String answer = send(message.encode()).statusCode(200).contentType("application/json").extract().asString();
        JsonObject result = new JsonObject(answer).getJsonObject("result");
        if (result == null) {
            throw new AssertionError(answer);
        }
        return result;
    }

    /** What a tool answers. */
    static JsonObject call(String tool, JsonObject arguments) {
        return result("tools/call", new JsonObject().put("name", tool).put("arguments", arguments));
    }
}
