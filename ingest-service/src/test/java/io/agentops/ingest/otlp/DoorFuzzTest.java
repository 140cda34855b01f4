package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.chat;
import static io.agentops.ingest.otlp.OtlpSamples.chatJson;
import static io.agentops.ingest.otlp.OtlpSamples.freshTrace;
import static io.agentops.ingest.otlp.OtlpSamples.log;
import static io.agentops.ingest.otlp.OtlpSamples.logs;
import static io.agentops.ingest.otlp.OtlpSamples.traces;
import static io.agentops.ingest.otlp.OtlpSamples.tracesJson;
import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import com.google.protobuf.InvalidProtocolBufferException;

import io.agentops.contract.Topics;
import io.agentops.ingest.IngestMetrics;
import io.agentops.ingest.Samples;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;

/** Thousands of requests that are nearly right: none is answered as a fault, and what is accepted is there. */
@QuarkusTest
class DoorFuzzTest {

    private static final int MUTANTS_OF_EACH = 700;
    private static final int THREADS = 8;
    private static final long SEED = 20261121;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    @Inject
    SpanTopic topic;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One request and what came of it. */
    private record Shot(String path, String type, String trace, byte[] body, int status, byte[] answer) {}

    @Test
    void noRequestIsAFaultAndEveryAcceptedSpanIsOnTheTopic() throws Exception {
        int before = spansOnTopic().values().stream().mapToInt(Integer::intValue).sum();
        int acceptedBefore = count(IngestMetrics.SPANS_ACCEPTED);
        List<Shot> shots = fire(mutants());
        assertThat(shots).allSatisfy(shot -> assertThat(shot.status).as(shot.path + " " + shot.type).isLessThan(500));
        assertThat(shots.stream().filter(shot -> shot.status == 200).count()).isGreaterThan(MUTANTS_OF_EACH);
        assertThat(shots.stream().filter(shot -> shot.status == 400).count()).isGreaterThan(MUTANTS_OF_EACH);

        Map<String, Integer> onTopic = spansOnTopic();
        assertThat(onTopic.values().stream().mapToInt(Integer::intValue).sum() - before)
                .isEqualTo(count(IngestMetrics.SPANS_ACCEPTED) - acceptedBefore);
        assertThat(count(IngestMetrics.SPANS_RECEIVED))
                .isEqualTo(count(IngestMetrics.SPANS_ACCEPTED) + count(IngestMetrics.SPANS_REJECTED));
        int compared = 0;
        for (Shot shot : shots) {
            int expected = spansAccepted(shot);
            if (expected > 0) {
                assertThat(onTopic.getOrDefault("default|" + shot.trace, 0)).isEqualTo(expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    private List<Callable<Shot>> mutants() {
        Random random = new Random(SEED);
        List<Callable<Shot>> mutants = new ArrayList<>();
        for (int i = 0; i < MUTANTS_OF_EACH; i++) {
            String trace = freshTrace();
            Span.Builder[] spans = {chat(trace), chat(trace).setParentSpanId(OtlpSamples.bytes("0000000000000007"))};
            mutants.add(shot("/v1/traces", PROTOBUF, trace, mutate(traces(spans).toByteArray(), random)));
            String inJson = freshTrace();
            mutants.add(shot("/v1/traces", JSON, inJson,
                    mutate(utf8(tracesJson(chatJson(inJson), chatJson(inJson))), random)));
            String logged = freshTrace();
            mutants.add(shot("/v1/logs", PROTOBUF, logged,
                    mutate(logs(log(logged, "gen_ai.choice"), log(logged, "exception")).toByteArray(), random)));
            mutants.add(shot("/v1/logs", JSON, logged, mutate(utf8(tracesJson(chatJson(logged))
                    .replace("resourceSpans", "resourceLogs").replace("scopeSpans", "scopeLogs")
                    .replace("\"spans\"", "\"logRecords\"").replace("\"name\": \"chat m-1\"",
                            "\"eventName\": \"gen_ai.choice\", \"timeUnixNano\": \""
                                    + OtlpSamples.nanos(OtlpSamples.START)
                                    + "\"")),
                    random)));
            mutants.add(shot("/agent-runs", JSON, "", mutate(utf8(Samples.failedToolRun("fuzz-" + i)), random)));
        }
        return mutants;
    }

    /** One to three faults: a bit flipped, an end cut off, bytes put in, two stretches swapped. */
    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutant = bytes;
        for (int faults = 1 + random.nextInt(3); faults > 0 && mutant.length > 8; faults--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(4)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant = random.nextInt(4) == 0 ? Arrays.copyOf(mutant, at) : mutant;
                case 2 -> mutant = inserted(mutant, at, random);
                default -> swap(mutant, at, random.nextInt(mutant.length), 1 + random.nextInt(8));
            }
        }
        return mutant;
    }

    private static byte[] inserted(byte[] into, int at, Random random) {
        byte[] more = new byte[1 + random.nextInt(4)];
        random.nextBytes(more);
        byte[] whole = new byte[into.length + more.length];
        System.arraycopy(into, 0, whole, 0, at);
        System.arraycopy(more, 0, whole, at, more.length);
        System.arraycopy(into, at, whole, at + more.length, into.length - at);
        return whole;
    }

    private static void swap(byte[] bytes, int one, int other, int length) {
        for (int i = 0; i < length && Math.max(one, other) + i < bytes.length; i++) {
            byte kept = bytes[one + i];
            bytes[one + i] = bytes[other + i];
            bytes[other + i] = kept;
        }
    }

    private Callable<Shot> shot(String path, String type, String trace, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type).header("Prefer", "respond-async")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        return () -> {
            var answer = client.send(request, BodyHandlers.ofByteArray());
            return new Shot(path, type, trace, body, answer.statusCode(), answer.body());
        };
    }

    private static List<Shot> fire(List<Callable<Shot>> mutants) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Shot> shots = new ArrayList<>();
            for (Future<Shot> done : threads.invokeAll(mutants)) {
                shots.add(done.get());
            }
            return shots;
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many spans of its own trace a request must have left on the topic; 0 where protobuf's own parser cannot tell. */
    private static int spansAccepted(Shot shot) throws InvalidProtocolBufferException {
        if (shot.status != 200 || !shot.type.equals(PROTOBUF) || !shot.path.equals("/v1/traces")) {
            return 0;
        }
        List<Span> spans;
        try {
            spans = ExportTraceServiceRequest.parseFrom(shot.body).getResourceSpansList().stream()
                    .flatMap(part -> part.getScopeSpansList().stream()).flatMap(part -> part.getSpansList().stream())
                    .toList();
        } catch (InvalidProtocolBufferException e) {
            return 0;
        }
        boolean own = spans.stream().allMatch(span -> span.getTraceId().equals(OtlpSamples.bytes(shot.trace)));
        return own
                ? spans.size() - (int) ExportTraceServiceResponse.parseFrom(shot.answer).getPartialSuccess()
                        .getRejectedSpans()
                : 0;
    }

    private Map<String, Integer> spansOnTopic() {
        Map<String, Integer> spans = new HashMap<>();
        topic.all().stream().filter(DoorFuzzTest::isFromDoor)
                .forEach(
                        message -> spans.merge(message.key(), topic.batch(message).path("spans").size(), Integer::sum));
        return spans;
    }

    /** What tests sent to the topic themselves may be anything. */
    private static boolean isFromDoor(ConsumerRecord<String, byte[]> message) {
        return message.headers().lastHeader(Topics.HEADER_DOOR) != null;
    }

    private int count(String meter) {
        return (int) meters.counter(meter, "door", "otlp_http").count();
    }
}
