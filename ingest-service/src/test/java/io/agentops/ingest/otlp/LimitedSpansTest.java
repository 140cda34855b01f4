package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.chatJson;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.agentops.ingest.otlp.OtlpSamples.tracesJson;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.google.protobuf.InvalidProtocolBufferException;

import io.agentops.ingest.ledger.Books;
import io.agentops.ingest.ledger.Books.Account;
import io.agentops.ingest.limits.SmallRates;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

@QuarkusTest
@TestProfile(SmallRates.class)
class LimitedSpansTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String RATE = "The project has sent as many runs and spans as its rate allows for now.";

    @Inject
    Books books;

    @Inject
    GrpcClient client;

    @Inject
    ReactiveRedisDataSource redis;

    @BeforeEach
    void fillTheBucket() {
        forgetTheBucket();
        await().atMost(LONGEST).until(() -> protobuf(spans(1)).statusCode() == 200);
        forgetTheBucket();
        books.begin();
    }

    private void forgetTheBucket() {
        redis.key().del("agentops:rate:default").await().atMost(LONGEST);
    }

    @Test
    void aRequestOfMoreThanTheBurstPassesAndTheNextWaitForItAtEveryDoor() throws InvalidProtocolBufferException {
        Map<String, Account> before = books.settled();
        assertThat(protobuf(spans(26)).statusCode()).isEqualTo(200);
        books.awaitSince(before, Map.of("otlp_http spans", new Account(26, 0, 26, 0)));

        Response binary = protobuf(spans(3));
        assertThat(binary.statusCode()).isEqualTo(429);
        assertThat(binary.contentType()).isEqualTo("application/x-protobuf");
        assertThat(Integer.parseInt(binary.header("Retry-After"))).isBetween(6, 11);
        assertThat(com.google.rpc.Status.parseFrom(binary.asByteArray()))
                .isEqualTo(com.google.rpc.Status.newBuilder().setCode(8).setMessage(RATE).build());

        Response json = given().contentType("application/json")
                .body(utf8(tracesJson(chatJson(freshTrace()), chatJson(freshTrace()).replace("chat m-1", "\\u0000"))))
                .post("/v1/traces");
        assertThat(json.statusCode()).isEqualTo(429);
        assertThat(json.contentType()).isEqualTo("application/problem+json");
        assertThat(Integer.parseInt(json.header("Retry-After"))).isBetween(5, 11);
        assertThat(json.<Map<String, Object>>path("$")).isEqualTo(Map.of("type", "about:blank",
                "title", "Too Many Requests", "status", 429, "detail", RATE, "code", 8, "message", RATE));

        StatusRuntimeException failure = catchThrowableOfType(StatusRuntimeException.class,
                () -> client.traces().export(spans(2)));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(failure.getStatus().getDescription()).isEqualTo(RATE);
        assertThat(GrpcClient.retryDelay(failure)).isBetween(4L, 11L);

        books.awaitSince(before, Map.of("otlp_http spans", new Account(26, 5, 26, 0),
                "otlp_grpc spans", new Account(0, 2, 0, 0)));
    }

    @Test
    void aLargeRequestIsLimitedLikeASmallOne() {
        Span.Builder large = chat(freshTrace()).addAttributes(OtlpSamples.attribute("note", "x".repeat(20_000)));
        await().atMost(LONGEST).until(() -> protobuf(traces(large)).statusCode() == 429);
        await().atMost(LONGEST).until(() -> protobuf(traces(large)).statusCode() == 200);
    }

    private static ExportTraceServiceRequest spans(int number) {
        return traces(IntStream.range(0, number).mapToObj(i -> chat(freshTrace())).toArray(Span.Builder[]::new));
    }

    private static Response protobuf(ExportTraceServiceRequest request) {
        return given().contentType("application/x-protobuf").body(request.toByteArray()).post("/v1/traces");
    }
}
