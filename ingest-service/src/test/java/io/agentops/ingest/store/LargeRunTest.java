package io.agentops.ingest.store;

import static io.agentops.ingest.Samples.freshId;
import static io.agentops.ingest.Samples.recent;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;

@QuarkusTest
class LargeRunTest {

    private static final Duration LONGEST = Duration.ofSeconds(120);
    private static final int SIZE = 20_000;

    @Inject
    Database database;

    @Test
    void aRunOfTwentyThousandStepsIsStoredWhole() {
        String id = freshId("large");
        String steps = IntStream.range(0, SIZE).mapToObj("""
                {"step_id": "s%1$d", "name": "step %1$d", "status": "success", "latency_ms": %1$d}"""::formatted)
                .collect(Collectors.joining(","));
        given().contentType(ContentType.JSON).body("""
                {"run_id": "%s", "agent_name": "a", "status": "success", "started_at": "%s", "steps": [%s]}"""
                .formatted(id, recent(), steps)).post("/agent-runs").then().statusCode(200);
        assertThat(database.value("""
                SELECT count(*) || ' ' || count(DISTINCT name) || ' ' || sum(latency_ms)
                  FROM step WHERE project_id = 'default' AND run_id = $1""", id)).isEqualTo("20000 20000 199990000");
    }

    /** Every span is kept; the run is read from as many of them as one transaction may hold. */
    @Test
    void aTraceOfTwentyThousandSpansInTenRequestsIsStoredWhole() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        for (int request = 0; request < 10; request++) {
            given().contentType(ContentType.JSON)
                    .body("{\"resourceSpans\": [{\"scopeSpans\": [{\"spans\": [%s]}]}]}".formatted(
                            IntStream.range(request * 2_000, (request + 1) * 2_000).mapToObj(n -> span(trace, n))
                                    .collect(Collectors.joining(","))))
                    .post("/v1/traces").then().statusCode(200).body(equalTo("{}"));
        }
        await().atMost(LONGEST).until(() -> database.value("SELECT count(*) FROM span WHERE trace_id = $1", trace),
                "20000"::equals);
        assertThat(database.value("""
                SELECT count(DISTINCT span_id) || ' ' || count(*) FILTER (WHERE parent_span_id IS NULL) || ' '
                       || count(*) FILTER (WHERE attributes ->> 'gen_ai.tool.name' = 'search')
                  FROM span WHERE project_id = 'default' AND trace_id = $1""", trace)).isEqualTo("20000 1 19999");
        assertThat(database.value("""
                SELECT cardinality(t.run_ids) || ' ' || (SELECT count(*) FROM tool_call c WHERE c.run_id = t.run_ids[1])
                  FROM trace_key t WHERE t.trace_id = $1""", trace))
                .isEqualTo("1 " + (TraceSpans.TRACE_SPANS - 1));
    }

    /** An agent's run, in which every other span is a call of one tool. */
    private static String span(String trace, int number) {
        Instant start = recent().plusNanos(number * 1_000L);
        long nanos = start.getEpochSecond() * 1_000_000_000 + start.getNano();
        String attributes = number == 0
                ? """
                        {"key": "gen_ai.operation.name", "value": {"stringValue": "invoke_agent"}}"""
                : """
                        {"key": "gen_ai.operation.name", "value": {"stringValue": "execute_tool"}},
                        {"key": "gen_ai.tool.name", "value": {"stringValue": "search"}}""";
        String parent = number == 0 ? "" : "\"parentSpanId\": \"%016x\",".formatted(1);
        return """
                {"traceId": "%s", "spanId": "%016x", %s "name": "span %d", "kind": 1, "startTimeUnixNano": "%d",
                 "endTimeUnixNano": "%d", "attributes": [%s]}"""
                .formatted(trace, number + 1, parent, number, nanos, nanos + 1_000, attributes);
    }
}
