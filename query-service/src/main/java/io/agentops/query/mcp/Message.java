package io.agentops.query.mcp;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkiverse.mcp.server.JsonRpcErrorCodes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;

/** The JSON-RPC messages that the MCP server gets to see. */
final class Message {

    private static final Set<String> METHODS = Set.of("initialize", "ping", "logging/setLevel", "tools/list",
            "tools/call");
    /** What the parameters of a method must have. */
    private static final Map<String, List<String>> TEXTS = Map.of("tools/call", List.of("name"), "logging/setLevel",
            List.of("level"));
    private static final List<String> OBJECTS = List.of("arguments", "capabilities", "clientInfo", "_meta");

    private Message() {}

    /** An answer instead of the server's. */
    static final class Refused extends Exception {

        private final int status;
        private final transient JsonObject answer;

        private Refused(int status, Object id, int code, String message) {
            super(message, null, false, false);
            this.status = status;
            this.answer = new JsonObject().put("jsonrpc", "2.0").put("id", id).put("error",
                    new JsonObject().put("code", code).put("message", message));
        }

        int status() {
            return status;
        }

        JsonObject answer() {
            return answer;
        }
    }

    /**
     * The message in a body.
     *
     * @throws Refused where the server could not answer it
     */
    static JsonObject read(Buffer body) throws Refused {
        if (!(json(body) instanceof JsonObject message)) {
            throw malformed("The body must be one JSON-RPC message; batches are not taken.");
        }
        Object id = message.getValue("id");
        if (!(message.getValue("method") instanceof String method) || !"2.0".equals(message.getValue("jsonrpc"))
                || !(id == null || id instanceof String || id instanceof Number)) {
            throw malformed("A message must have jsonrpc 2.0, a method, and an id that is a text or a number, if any.");
        }
        if (id != null) {
            check(id, method, message.getValue("params"));
        }
        return message;
    }

    /** Whether it asks for no answer; none has a meaning for a server that remembers nothing. */
    static boolean isNotification(JsonObject message) {
        return message.getValue("id") == null;
    }

    private static Object json(Buffer body) throws Refused {
        try {
            return body == null ? null : Json.decodeValue(body);
        } catch (DecodeException notJson) {
            throw new Refused(400, null, JsonRpcErrorCodes.PARSE_ERROR, "The body is not valid JSON.");
        }
    }

    private static void check(Object id, String method, Object params) throws Refused {
        if (!METHODS.contains(method)) {
            throw new Refused(200, id, JsonRpcErrorCodes.METHOD_NOT_FOUND, "This server has no such method.");
        }
        if (params != null && !(params instanceof JsonObject)) {
            throw invalid(id, "params must be an object");
        }
        JsonObject given = params == null ? new JsonObject() : (JsonObject) params;
        for (String name : OBJECTS) {
            if (given.getValue(name) != null && !(given.getValue(name) instanceof JsonObject)) {
                throw invalid(id, "params." + name + " must be an object");
            }
        }
        for (String name : TEXTS.getOrDefault(method, List.of())) {
            if (!(given.getValue(name) instanceof String)) {
                throw invalid(id, "params." + name + " must be a text");
            }
        }
        if (method.equals("initialize") && given.getValue("clientInfo") == null) {
            throw invalid(id, "params.clientInfo must be an object");
        }
    }

    private static Refused malformed(String message) {
        return new Refused(400, null, JsonRpcErrorCodes.INVALID_REQUEST, message);
    }

    private static Refused invalid(Object id, String message) {
        return new Refused(200, id, JsonRpcErrorCodes.INVALID_PARAMS, message);
    }
}
