package io.agentops.ingest.otlp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.opentelemetry.proto.resource.v1.Resource;

/** What came in one request: the spans that are kept, by trace, and why the others are refused. */
final class Arrivals<T> implements Encoding.Sink<T> {

    private final Signal<T> signal;
    private final SpanRules rules;
    private final int most;
    private final Map<String, Trace> traces = new LinkedHashMap<>();
    private final Refusals refusals = new Refusals();
    private int received;
    private String beyondMost;
    private Resource resource;
    private Described described;

    Arrivals(Signal<T> signal, SpanRules rules, int most) {
        this.signal = signal;
        this.rules = rules;
        this.most = most;
    }

    private record Trace(Map<String, Map<String, Object>> resources, List<Span> spans) {}

    /** A resource with its digest, or why it cannot be kept. */
    private record Described(ResourceKey key, Refused flaw) {}

    @Override
    public boolean admits() {
        received++;
        if (received > most) {
            beyondMost = beyondMost == null
                    ? "a request may have at most %,d %ss".formatted(most, signal.noun())
                    : beyondMost;
            refuse(beyondMost);
            return false;
        }
        return true;
    }

    @Override
    public void take(Encoding.Origin origin, T item) {
        try {
            ResourceKey key = describe(origin.resource());
            Span span = signal.rule().keep(rules, item, origin.scope(), key.digest());
            String traceId = SpanRules.id("trace_id", signal.traceId().apply(item), SpanRules.TRACE_ID_BYTES);
            Trace trace = traces.computeIfAbsent(traceId, id -> new Trace(new LinkedHashMap<>(), new ArrayList<>()));
            trace.spans.add(span);
            if (span.resource() != null) {
                trace.resources.put(key.digest(), key.attributes());
            }
        } catch (Refused e) {
            refuse(e.getMessage());
        }
    }

    @Override
    public void refuse(String reason) {
        refusals.add(reason);
    }

    int received() {
        return received;
    }

    int rejected() {
        return refusals.total();
    }

    SpanIntake.Outcome outcome() {
        return new SpanIntake.Outcome(refusals.total(), refusals.summary(signal.noun()));
    }

    List<SpanBatch> batches() {
        return traces.entrySet().stream()
                .map(trace -> new SpanBatch(trace.getKey(), trace.getValue().resources, trace.getValue().spans))
                .toList();
    }

    private ResourceKey describe(Resource of) throws Refused {
        if (!of.equals(resource)) {
            resource = of;
            try {
                described = new Described(ResourceKey.of(of, rules.attributes()), null);
            } catch (Refused e) {
                described = new Described(null, new Refused("resource: " + e.getMessage()));
            }
        }
        if (described.flaw != null) {
            throw described.flaw;
        }
        return described.key;
    }
}
