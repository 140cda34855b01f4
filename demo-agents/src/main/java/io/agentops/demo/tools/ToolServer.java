package io.agentops.demo.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.http.HttpProblem;
import io.agentops.demo.http.Json;
import io.agentops.demo.http.JsonServer;
import io.agentops.demo.http.Reply;
import io.agentops.demo.http.Request;

/** Serves the tools: {@code GET /tools} describes them, {@code POST /tools/<name>} calls one with its arguments as the body. */
public final class ToolServer implements AutoCloseable {

    private static final String PREFIX = "/tools/";

    private record Offered(Tool tool, CallRate rate) {}

    private final Map<String, Offered> tools = new LinkedHashMap<>();
    private final JsonServer server;

    /**
     * Starts to serve.
     *
     * @param callsPerSecond of each tool, after a burst of twice as many; more are answered 429
     */
    public ToolServer(String host, int port, int callsPerSecond) {
        Corpus corpus = Corpus.bundled();
        for (Tool tool : List.of(new SearchTool(corpus), new FetchTool(corpus), new ConvertTool(), new OrderTool(),
                new CalendarTool())) {
            tools.put(tool.name(),
                    new Offered(tool, new CallRate(callsPerSecond, 2 * callsPerSecond, System::nanoTime)));
        }
        server = new JsonServer("demo-tools", host, port, Map.of(
                "GET /health", request -> Reply.ok(Json.object().put("status", "UP")),
                "GET /tools", request -> Reply.ok(definitions()),
                "POST " + PREFIX + "*", this::call));
    }

    public JsonServer server() {
        return server;
    }

    private ObjectNode definitions() {
        ObjectNode answer = Json.object();
        var list = answer.putArray("tools");
        for (Offered offered : tools.values()) {
            list.addObject().put("name", offered.tool().name()).put("description", offered.tool().description())
                    .set("parameters", offered.tool().parameters());
        }
        return answer;
    }

    private Reply call(Request request) {
        String name = request.path().substring(PREFIX.length());
        Offered offered = tools.get(name);
        if (offered == null) {
            throw HttpProblem.of(404, "There is no such tool.");
        }
        OptionalInt wait = offered.rate().take();
        if (wait.isPresent()) {
            throw HttpProblem.tooMany("Rate limit exceeded: too many calls of " + name + ".", wait.getAsInt());
        }
        var errors = ArgumentRules.check(offered.tool().parameters(), request.body());
        if (!errors.isEmpty()) {
            throw HttpProblem.invalid("The arguments do not fit the tool's schema.", errors);
        }
        return Reply.ok(offered.tool().call(request.body()));
    }

    @Override
    public void close() {
        server.close();
    }
}
