package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.chatJson;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.gzip;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.agentops.ingest.otlp.OtlpSamples.tracesJson;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;

import io.agentops.ingest.Samples;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Packed bodies at every door: each fault has its own answer, and none cuts the connection. */
@QuarkusTest
class PackedDoorTest {

    private static final long SEED = 20261122;
    private static final int MUTANTS = 400;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    @Inject
    SpanTopic topic;

    @Test
    void gzipCutAnywhereIsMalformedAndNothingOfItIsTaken() {
        Random random = new Random(SEED);
        String trace = freshTrace();
        byte[] whole = gzip(traces(chat(trace)).toByteArray());
        for (int i = 0; i < MUTANTS / 4; i++) {
            Response answer = post("/v1/traces", PROTOBUF, "gzip", Arrays.copyOf(whole, random.nextInt(whole.length)));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.contentType()).isEqualTo(PROTOBUF);
        }
        String marker = freshTrace();
        post("/v1/traces", PROTOBUF, "gzip", gzip(traces(chat(marker)).toByteArray()));
        topic.batch(marker);
        assertThat(topic.all()).noneMatch(message -> message.key().equals("default|" + trace));
    }

    /** Some bits of a gzip header mean nothing; any other that is wrong is found. */
    @Test
    void gzipWithAWrongBitIsMalformedOrWhole() {
        Random random = new Random(SEED);
        int malformed = 0;
        for (int i = 0; i < MUTANTS; i++) {
            String trace = freshTrace();
            byte[] mutant = gzip(utf8(tracesJson(chatJson(trace))));
            mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
            Response answer = post("/v1/traces", JSON, "gzip", mutant);
            if (answer.statusCode() == 200) {
                assertThat(answer.asString()).isEqualTo("{}");
            } else {
                assertThat(answer.statusCode()).isEqualTo(400);
                assertThat(answer.<Integer>path("code")).isEqualTo(3);
                malformed++;
            }
        }
        assertThat(malformed).isGreaterThan(MUTANTS / 2);
    }

    @ParameterizedTest
    @CsvSource({"/v1/traces,application/json", "/v1/logs,application/json", "/agent-runs,application/json",
            "/agent-runs/bulk,application/x-ndjson"})
    void eachFaultHasItsAnswerAtEveryDoor(String path, String type) {
        byte[] plain = utf8("{}");
        assertProblem(post(path, type, "gzip", plain), 400);
        assertProblem(post(path, type, "gzip", Arrays.copyOf(gzip(plain), 12)), 400);
        assertProblem(post(path, type, "zstd", plain), 415);
        assertProblem(post(path, type, "gzip", gzip(spaces(300))), 413);
    }

    @Test
    void protobufIsAnsweredInProtobuf() throws InvalidProtocolBufferException {
        assertThat(Status.parseFrom(post("/v1/traces", PROTOBUF, "gzip", utf8("x")).asByteArray()))
                .isEqualTo(Status.newBuilder().setCode(3)
                        .setMessage("The body is not complete and well-formed gzip.").build());
    }

    /** Together far more than the heap of a small deployment, and more than may be in memory at once. */
    @Test
    void bombsAtOnceAreRefusedOneByOne() throws Exception {
        byte[] bomb = gzip(spaces(63));
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Integer>> shots = Stream.generate(() -> List.<Callable<Integer>>of(
                    () -> post("/v1/traces", PROTOBUF, "gzip", bomb).statusCode(),
                    () -> post("/agent-runs", JSON, "gzip", bomb).statusCode())).limit(16).flatMap(List::stream)
                    .toList();
            for (Future<Integer> shot : threads.invokeAll(shots)) {
                assertThat(shot.get()).isIn(413, 503);
            }
        } finally {
            threads.shutdownNow();
        }
        given().contentType(JSON).body(Samples.failedToolRun(Samples.freshId("after"))).post("/agent-runs").then()
                .statusCode(200).body("status", equalTo("stored"));
    }

    private static void assertProblem(Response answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.<Integer>path("status")).isEqualTo(status);
    }

    private static Response post(String path, String type, String coding, byte[] body) {
        return given().contentType(type).header("Content-Encoding", coding).body(body).post(path);
    }

    private static byte[] spaces(int mebibytes) {
        byte[] spaces = new byte[mebibytes << 20];
        Arrays.fill(spaces, (byte) ' ');
        return spaces;
    }
}
