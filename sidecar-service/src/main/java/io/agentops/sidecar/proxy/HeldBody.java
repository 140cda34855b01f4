package io.agentops.sidecar.proxy;

import java.io.IOException;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.contract.agent.FaultType;
import io.agentops.sidecar.Wire;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;

/** A JSON body that must be known as a whole to be changed, up to a limit. */
final class HeldBody {

    /** How answers call the number of what they list. */
    private static final Set<String> COUNTS = Set.of("count", "total", "total_count", "totalCount", "total_hits",
            "totalHits",
            "num_results", "result_count", "numFound", "size", "length");

    private final HttpClientResponse answer;
    private final int limit;
    private final Buffer held = Buffer.buffer();

    HeldBody(HttpClientResponse answer, int limit) {
        this.answer = answer;
        this.limit = limit;
    }

    /** Whether the answer is JSON that can be read here. */
    static boolean isJson(HttpClientResponse answer) {
        String type = answer.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.contains("json") && !type.contains("ndjson")
                && !answer.headers().contains(HttpHeaders.CONTENT_ENCODING);
    }

    /**
     * @param whole gets the body
     * @param tooLong gets its beginning, when the limit is passed; what follows is left to whoever takes over
     */
    void read(Consumer<Buffer> whole, Consumer<Buffer> tooLong) {
        answer.endHandler(end -> whole.accept(held));
        answer.handler(piece -> {
            held.appendBuffer(piece);
            if (held.length() > limit) {
                tooLong.accept(held);
            }
        });
    }

    static Buffer changed(FaultType type, Buffer body) {
        if (body.length() == 0) {
            return body;
        }
        return type == FaultType.MALFORMED_JSON
                ? body.slice(0, body.length() - Math.max(1, body.length() / 3))
                : emptied(body);
    }

    private static Buffer emptied(Buffer body) {
        try {
            JsonNode json = Wire.JSON.readTree(body.getBytes());
            return Buffer.buffer(Wire.JSON.writeValueAsBytes(empty(json)));
        } catch (IOException notJson) {
            return body;
        }
    }

    private static JsonNode empty(JsonNode json) {
        if (json instanceof ArrayNode list) {
            return list.removeAll();
        }
        if (json instanceof ObjectNode object) {
            boolean lists = false;
            for (Iterator<JsonNode> values = object.elements(); values.hasNext();) {
                JsonNode value = values.next();
                lists |= value.isArray();
                empty(value);
            }
            if (lists) {
                COUNTS.stream().filter(name -> object.path(name).isNumber()).forEach(name -> object.put(name, 0));
            }
        }
        return json;
    }
}
