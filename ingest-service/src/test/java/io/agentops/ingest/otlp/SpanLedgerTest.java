package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.log;
import static io.agentops.ingest.otlp.OtlpSamples.logs;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.contract.Topics;
import io.agentops.ingest.KafkaClient;
import io.agentops.ingest.Samples;
import io.agentops.ingest.ledger.Books;
import io.agentops.ingest.ledger.Books.Account;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SpanLedgerTest {

    private static final String PROTOBUF = "application/x-protobuf";

    @Inject
    Books books;

    @Inject
    GrpcClient client;

    @Inject
    KafkaClient kafka;

    @BeforeEach
    void begin() {
        books.begin();
    }

    @Test
    void everyDoorAccountsForEachSpanItReceived() {
        Map<String, Account> before = books.settled();
        String trace = freshTrace();
        post("/v1/traces", traces(chat(trace), chat(freshTrace()), chat(trace).setName("a\0b")).toByteArray(), 200);
        post("/v1/logs", logs(log(trace, "gen_ai.choice"), log(trace, "")).toByteArray(), 200);
        post("/v1/traces", new byte[]{7}, 400);
        client.traces().export(traces(chat(trace), chat(trace), chat(trace).setStartTimeUnixNano(0)));
        books.awaitSince(before, Map.of("otlp_http spans", new Account(3, 2, 3, 0),
                "otlp_grpc spans", new Account(2, 1, 2, 0)));
    }

    @Test
    void spansInSeveralRecordsCountOnceEach() {
        Map<String, Account> before = books.settled();
        String trace = freshTrace();
        Span.Builder[] spans = IntStream.range(0, 40).mapToObj(i -> chat(trace)
                .setSpanId(OtlpSamples.bytes("%016x".formatted(i + 1)))
                .addAttributes(OtlpSamples.attribute("note", "x".repeat(40_000)))).toArray(Span.Builder[]::new);
        post("/v1/traces", traces(spans).toByteArray(), 200);
        books.awaitSince(before, Map.of("otlp_http spans", new Account(40, 0, 40, 0)));
    }

    @Test
    void recordsOfDirectProducersCountTheirSpans() {
        Map<String, String> own = Map.of("project_id", Samples.freshId("direct"));
        String span = "{\"span_id\": \"%016x\", \"name\": \"chat\", \"started_at\": \"2026-01-05T10:00:00Z\"}";
        String trace = freshTrace();
        kafka.send(Topics.AGENT_SPANS, 0, trace, "{\"trace_id\": \"%s\", \"spans\": [%s, %s]}"
                .formatted(trace, span.formatted(1), span.formatted(2)), own);
        kafka.send(Topics.AGENT_SPANS, 0, trace, "{poison", own);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(books.of(own.get("project_id")))
                .isEqualTo(Map.of("kafka spans", new Account(0, 0, 2, 1))));
    }

    private static void post(String path, byte[] request, int status) {
        given().contentType(PROTOBUF).body(request).post(path).then().statusCode(status);
    }
}
