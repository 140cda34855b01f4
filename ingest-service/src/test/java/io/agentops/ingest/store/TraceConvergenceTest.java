package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** However the spans of a trace are split, repeated and ordered, the same runs are stored. */
@QuarkusTest
class TraceConvergenceTest {

    private static final Instant START = Instant.now().minusSeconds(3600).truncatedTo(ChronoUnit.SECONDS)
            .plusNanos(123_456_789);
    private static final Map<String, Map<String, Object>> RESOURCES = Map.of("r1", Map.of("service.name", "shop"));

    @Inject
    SpanStore store;

    @Inject
    Database database;

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyDeliveryOfTheSameSpansGivesTheSameRuns(int seed) {
        Random random = new Random(seed);
        String atOnce = freshTrace();
        String inPieces = freshTrace();
        List<Span> spans = spans(new Random(seed), inPieces);
        store(atOnce, List.of(spans(new Random(seed), atOnce)));

        List<Span> delivered = new ArrayList<>(spans);
        spans.stream().filter(span -> random.nextInt(4) == 0).forEach(span -> {
            delivered.add(span);
            delivered.add(begun(span));
        });
        Collections.shuffle(delivered, random);
        store(inPieces, batches(delivered, random));

        assertThat(rows(inPieces)).isEqualTo(rows(atOnce)).isNotEmpty();
    }

    /** As two consumers do, and a third after a rebalance. */
    @ParameterizedTest
    @MethodSource("seeds")
    void batchesOfManyTracesAtOnceGiveTheSameRuns(int seed) {
        Random random = new Random(seed);
        List<String> traces = Stream.generate(TraceConvergenceTest::freshTrace).limit(5).toList();
        List<List<TraceRows<String>>> batches = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < traces.size(); i++) {
            for (List<Span> part : batches(spans(new Random(seed + i), traces.get(i)), random)) {
                addTo(batches.get(random.nextInt(batches.size())), traces.get(i), part);
            }
        }
        Uni.join().all(batches.stream().filter(batch -> !batch.isEmpty())
                .map(batch -> store.store(batch, connection -> Uni.createFrom().voidItem())).toList())
                .andFailFast().await().atMost(Duration.ofSeconds(20));

        for (int i = 0; i < traces.size(); i++) {
            String atOnce = freshTrace();
            store(atOnce, List.of(spans(new Random(seed + i), atOnce)));
            assertThat(rows(traces.get(i))).isEqualTo(rows(atOnce)).isNotEmpty();
        }
    }

    @Test
    void theRunOfOrphansGivesWayToTheRunOfTheirRoot() {
        String trace = freshTrace();
        Span root = span("01", null, "invoke_agent planner", Map.of("gen_ai.operation.name", "invoke_agent",
                "gen_ai.agent.name", "planner", "agentops.run.id", "named\n" + trace));
        Span chat = span("02", "01", "chat m", Map.of("gen_ai.operation.name", "chat", "gen_ai.request.model", "m"));

        store(trace, List.of(List.of(chat)));
        String orphanRun = runIds(trace);
        assertThat(database.value("SELECT status FROM run WHERE run_id = $1", orphanRun)).isEqualTo("running");

        store(trace, List.of(List.of(root)));

        assertThat(runIds(trace)).isEqualTo("named\n" + trace);
        assertThat(database.value("SELECT count(*) FROM run WHERE run_id = $1", orphanRun)).isEqualTo("0");
        assertThat(database.value("SELECT count(*) FROM step WHERE run_id = $1", orphanRun)).isEqualTo("0");
        assertThat(database.value("SELECT count(*) FROM run_key WHERE run_id = $1", orphanRun)).isEqualTo("0");
        assertThat(database.value("SELECT string_agg(step_id, ',') FROM step WHERE run_id = $1", "named\n" + trace))
                .isEqualTo(id("02"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\"b", "back\\slash\\", "{a,b}", "NULL", " x ", "\u00e9\ud83d\ude00"})
    void aTraceKnowsItsRunsWhateverTheirIds(String name) {
        for (boolean whole : List.of(true, false)) {
            String trace = freshTrace();
            String runId = name + trace + name;
            Span root = span("01", null, "invoke_agent planner", Map.of("gen_ai.operation.name", "invoke_agent",
                    "gen_ai.agent.name", "planner", "agentops.run.id", runId));
            Span chat = span("02", "01", "chat m", Map.of("gen_ai.operation.name", "chat"));
            store(trace, whole ? List.of(List.of(root, chat)) : List.of(List.of(root), List.of(chat)));
            assertThat(runIds(trace)).isEqualTo(runId);
        }
    }

    @Test
    void aRunThatAnotherTraceStillTellsStays() {
        String one = freshTrace();
        String other = freshTrace();
        String runId = "shared-" + one;
        Map<String, Object> agent = Map.of("gen_ai.operation.name", "invoke_agent", "gen_ai.agent.invocation.id",
                runId);
        Map<String, Object> tool = Map.of("gen_ai.operation.name", "execute_tool", "gen_ai.tool.name", "find",
                "gen_ai.tool.call.id", "call_1");
        store(one, List.of(List.of(span("01", null, "agent", agent), span("02", "01", "find", tool))));
        store(other, List.of(List.of(span("03", "04", "agent", agent))));
        store(other, List.of(List.of(span("04", null, "outer", Map.of("gen_ai.operation.name", "invoke_agent")))));

        assertThat(database.value("SELECT count(*) FROM run WHERE run_id = $1", runId)).isEqualTo("1");
        assertThat(database.value("SELECT string_agg(call_id, ',') FROM tool_call WHERE run_id = $1", runId))
                .isEqualTo("call_1");
    }

    @Test
    void traceThatCrossesMidnightGivesEachRunItsDay() {
        String trace = freshTrace();
        Instant midnight = START.truncatedTo(ChronoUnit.DAYS).minus(3, ChronoUnit.DAYS);
        Span before = SpanBuilder.builder(span("01", null, "GET /", Map.of("http.request.method", "GET")))
                .startedAt(midnight.minusSeconds(10)).build();
        Span after = SpanBuilder.builder(span("02", "01", "agent", Map.of("gen_ai.operation.name", "invoke_agent")))
                .startedAt(midnight.plusSeconds(10)).build();
        store(trace, List.of(List.of(before, after)));

        assertThat(database.value("SELECT tableoid::regclass::text FROM run WHERE trace_id = $1", trace))
                .isEqualTo("run_" + midnight.toString().substring(0, 10).replace("-", ""));
    }

    @Test
    void anEscapedNulWithinJsonTextIsNoFault() {
        String trace = freshTrace();
        store(trace, List.of(List.of(span("01", null, "find", Map.of("gen_ai.operation.name", "execute_tool",
                "gen_ai.tool.name", "find", "gen_ai.tool.call.arguments", "{\"q\": \"a\\u0000b\"}")))));

        assertThat(database.value("SELECT args_json->>'q' FROM tool_call WHERE run_id = $1", runIds(trace)))
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void whatSpansTellIsMergedIntoARunThatWasReportedAsSuch() {
        String trace = freshTrace();
        String runId = "reported-" + trace;
        store(trace, List.of(List.of(span("01", null, "invoke_agent planner", Map.of("gen_ai.operation.name",
                "invoke_agent", "agentops.run.id", runId)))));
        database.value("UPDATE run SET from_spans = false, environment = 'prod' WHERE run_id = $1", runId);

        store(trace, List.of(List.of(span("02", "01", "execute_tool find", Map.of("gen_ai.operation.name",
                "execute_tool", "gen_ai.tool.name", "find")))));

        assertThat(database.value("SELECT environment FROM run WHERE run_id = $1", runId)).isEqualTo("prod");
        assertThat(database.value("SELECT tool_name FROM tool_call WHERE run_id = $1", runId)).isEqualTo("find");
    }

    private String runIds(String trace) {
        return database.value("SELECT array_to_string(run_ids, ',') FROM trace_key WHERE trace_id = $1", trace);
    }

    private List<String> rows(String trace) {
        List<String> rows = new ArrayList<>();
        List<String> runIds = List.of(runIds(trace).split(","));
        for (String runId : runIds) {
            rows.add("errors " + String.valueOf(database.errorsOf(runId)).replace(trace, "TRACE"));
            for (String row : database.rowsOf(runId)) {
                for (String other : runIds) {
                    row = row.replace("\"" + other + "\"", "RUN");
                }
                rows.add(row.replace(trace, "TRACE"));
            }
        }
        rows.add(database
                .value("SELECT string_agg((to_jsonb(s) - 'trace_id' - 'bytes')::text, E'\n' ORDER BY span_id) FROM span s "
                        + "WHERE trace_id = $1", trace)
                .replace(trace, "TRACE"));
        rows.add("runs " + database.value("SELECT count(*) FROM run WHERE trace_id = $1", trace));
        Collections.sort(rows);
        return rows;
    }

    private void store(String trace, List<List<Span>> batches) {
        for (List<Span> batch : batches) {
            TraceRows<String> rows = new TraceRows<>(new TraceKey("default", trace));
            batch.forEach(span -> rows.add("m", new SpanBatch(trace, RESOURCES, List.of(span)), START));
            store.store(List.of(rows), connection -> Uni.createFrom().voidItem()).await()
                    .atMost(Duration.ofSeconds(20));
        }
    }

    private static void addTo(List<TraceRows<String>> batch, String trace, List<Span> spans) {
        TraceKey key = new TraceKey("default", trace);
        TraceRows<String> rows = batch.stream().filter(known -> known.key().equals(key)).findFirst().orElseGet(() -> {
            TraceRows<String> added = new TraceRows<>(key);
            batch.add(added);
            return added;
        });
        rows.add("m", new SpanBatch(trace, RESOURCES, spans), START);
    }

    static List<List<Span>> batches(List<Span> spans, Random random) {
        List<List<Span>> batches = new ArrayList<>();
        int from = 0;
        while (from < spans.size()) {
            int to = from + 1 + random.nextInt(spans.size() - from);
            batches.add(spans.subList(from, to));
            from = to;
        }
        return batches;
    }

    /** A tree of every kind of span, some of whose parents are never told. */
    static List<Span> spans(Random random, String name) {
        List<Map<String, Object>> kinds = List.of(
                Map.of("gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name", "helper"),
                Map.of("gen_ai.operation.name", "chat", "gen_ai.request.model", "gpt-4o", "gen_ai.provider.name",
                        "openai",
                        "gen_ai.usage.input_tokens", 100, "gen_ai.usage.output_tokens", 7),
                Map.of("gen_ai.operation.name", "chat", "gen_ai.request.model", "other", "gen_ai.response.id", "same",
                        "gen_ai.usage.input_tokens", 5),
                Map.of("gen_ai.operation.name", "execute_tool", "gen_ai.tool.name", "find", "gen_ai.tool.call.id",
                        "call-1",
                        "gen_ai.tool.call.arguments", "{\"q\": 1}"),
                Map.of("mcp.method.name", "tools/call", "gen_ai.tool.name", "find", "rpc.response.status_code", 200),
                Map.of("openinference.span.kind", "GUARDRAIL", "guardrail.verdict", "deny", "guardrail.reason", "pii"),
                Map.of("openinference.span.kind", "CHAIN"), Map.of("http.request.method", "GET"),
                Map.of("agentops.step.id", "s1"), Map.of("gen_ai.operation.name", "plan"));
        int count = 2 + random.nextInt(14);
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Map<String, Object> attributes = new LinkedHashMap<>(kinds.get(random.nextInt(kinds.size())));
            if (random.nextInt(8) == 0) {
                attributes.put("error.type", "timeout");
            }
            if (random.nextInt(6) == 0) {
                attributes.put("agentops.run.id", "named-" + random.nextInt(2) + "-" + name);
            }
            String parent = i == 0 ? null : "%02x".formatted(random.nextInt(random.nextInt(6) == 0 ? 99 : i));
            spans.add(SpanBuilder.builder(span("%02x".formatted(i), parent, "span " + i, attributes))
                    .remoteParent(random.nextInt(5) == 0 ? random.nextBoolean() : null)
                    .startedAt(START.plusMillis(random.nextInt(5000))).endedAt(START.plusMillis(5000 + i))
                    .events(random.nextInt(3) == 0
                            ? List.of(new SpanEvent(START.plusSeconds(1), "gen_ai.evaluation.result",
                                    Map.of("gen_ai.evaluation.name", "relevance", "gen_ai.evaluation.score.value",
                                            0.5)))
                            : null)
                    .build());
        }
        return spans;
    }

    /** The same span as reported when it began. */
    private static Span begun(Span span) {
        Map<String, Object> overtaken = new LinkedHashMap<>();
        span.attributes().forEach((name, value) -> {
            if (!name.endsWith(".id")) {
                overtaken.put(name, "overtaken");
            }
        });
        return SpanBuilder.builder(span).name("overtaken").endedAt(null).attributes(overtaken).events(null).build();
    }

    private static Span span(String id, String parent, String name, Map<String, Object> attributes) {
        return SpanBuilder.builder().spanId(id(id)).parentSpanId(parent == null ? null : id(parent)).name(name)
                .kind("internal").startedAt(START).endedAt(START.plusSeconds(1)).resource("r1").attributes(attributes)
                .build();
    }

    private static String id(String twoDigits) {
        return "00000000000000" + twoDigits;
    }

    static String freshTrace() {
        UUID random = UUID.randomUUID();
        return HexFormat.of().toHexDigits(random.getMostSignificantBits())
                + HexFormat.of().toHexDigits(random.getLeastSignificantBits());
    }
}
