package io.agentops.demo.http;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** What a server answers. */
public record Reply(int status, JsonNode body, Map<String, String> headers) {

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply ok(JsonNode body) {
        return new Reply(200, body, Map.of());
    }

    public static Reply of(int status, JsonNode body) {
        return new Reply(status, body, Map.of());
    }
}
