package io.agentops.ingest.genai;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;

/** Traces as frameworks report them, in the order in which spans end: children first. */
final class Traces {

    static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    static final Prices PRICES = prices();

    private final List<Span> spans = new ArrayList<>();
    private final Map<String, Object> resource = new LinkedHashMap<>(Map.of("service.name", "shop"));

    static Traces of() {
        return new Traces();
    }

    Traces resource(String name, Object value) {
        resource.put(name, value);
        return this;
    }

    /** Adds a span; it starts as many seconds after {@link #START} as spans were added before it, and lasts one. */
    Traces span(String id, String parent, String name, Object... attributes) {
        Instant start = START.plusSeconds(spans.size());
        spans.add(SpanBuilder.builder().spanId(id).parentSpanId(parent).name(name).kind("internal").startedAt(start)
                .endedAt(start.plusSeconds(1)).resource("r").attributes(map(attributes)).build());
        return this;
    }

    Traces failed(String message) {
        return change(SpanBuilder.builder(last()).status("error").statusMessage(message).build());
    }

    Traces lasting(int seconds) {
        return change(SpanBuilder.builder(last()).endedAt(last().startedAt().plusSeconds(seconds)).build());
    }

    Traces open() {
        return change(SpanBuilder.builder(last()).endedAt(null).build());
    }

    Traces remoteParent(boolean remote) {
        return change(SpanBuilder.builder(last()).remoteParent(remote).build());
    }

    Traces event(String name, Object... attributes) {
        List<SpanEvent> events = new ArrayList<>(last().events());
        events.add(new SpanEvent(last().startedAt(), name, map(attributes)));
        return change(SpanBuilder.builder(last()).events(events).build());
    }

    List<AgentRun> runs() {
        return new TraceMapper("default", PRICES, 4096).read(TRACE_ID, spans, Map.of("r", resource)).stream()
                .map(TraceRun::run).toList();
    }

    AgentRun run() {
        List<AgentRun> runs = runs();
        if (runs.size() != 1) {
            throw new AssertionError("one run expected: " + runs);
        }
        return runs.get(0);
    }

    static Step step(AgentRun run, String id) {
        return run.steps().stream().filter(step -> step.stepId().equals(id)).findFirst().orElseThrow();
    }

    static ToolCall call(AgentRun run, String id) {
        return run.toolCalls().stream().filter(call -> call.callId().equals(id)).findFirst().orElseThrow();
    }

    private Span last() {
        return spans.get(spans.size() - 1);
    }

    private Traces change(Span span) {
        spans.set(spans.size() - 1, span);
        return this;
    }

    private static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        if (map.size() * 2 != pairs.length) {
            throw new IllegalArgumentException(Arrays.toString(pairs));
        }
        return map;
    }

    private static Prices prices() {
        try (InputStream in = Traces.class.getResourceAsStream("/prices/models.json")) {
            return JsonMapper.builder().build().readValue(in, Prices.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
