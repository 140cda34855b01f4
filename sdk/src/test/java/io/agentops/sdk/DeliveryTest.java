package io.agentops.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;

/** What happens when the server does not take everything at once. */
class DeliveryTest {

    private final BulkDoor door = new BulkDoor();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aServerThatIsAwayForAWhileGetsTheSameLinesAgain() {
        door.then(BulkDoor.status(503, "Retry-After", "2"));
        door.then(BulkDoor.status(429, "Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"));
        door.then(BulkDoor.body(200, "<html>Welcome to the hotel's network</html>"));
        long began = System.nanoTime();
        try (AgentTracer tracer = Tracers.of(door.url()).build()) {
            tracer.startRun("run-1").close();
            await().untilAsserted(() -> assertThat(tracer.stats().sent()).isEqualTo(2));
            assertThat(tracer.stats().retries()).isEqualTo(3);
            assertThat(tracer.stats().queued()).isZero();
        }
        assertThat(door.requests()).hasSize(4).extracting(BulkDoor.Request::lines)
                .containsOnly(door.requests().get(0).lines());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void onlyLinesThatMayBeAcceptedLaterAreSentAgain() {
        door.then(BulkDoor.body(200, """
                {"stored":0,"accepted":1,"rejected":2,"results":[
                 {"line":1,"run_id":"a","status":"accepted"},
                 {"line":2,"status":"rejected","detail":"no","errors":[{"pointer":"/steps","message":"no"}]},
                 {"line":3,"run_id":"c","status":"rejected","detail":"later","retryable":true}]}"""));
        try (AgentTracer tracer = Tracers.patient(door.url()).build()) {
            tracer.startRun("a").close();
            tracer.startRun("b").close();
            tracer.startRun("c").close();
            tracer.startRun("d").close();
            tracer.close();
            assertThat(tracer.stats().accepted()).isEqualTo(8);
            assertThat(tracer.stats().sent()).isEqualTo(6);
            assertThat(tracer.stats().dropped(DropReason.REFUSED)).isEqualTo(2);
            assertThat(tracer.stats().retries()).isEqualTo(1);
        }
        assertThat(door.requests()).hasSize(2);
        assertThat(door.requests().get(1).lines()).extracting(line -> BulkDoor.json(line).get("run_id").asText())
                .containsExactly("c", "d");
    }

    @Test
    void whatTheServerPointsAtIsLeftOutAndTheRestSentAgain() {
        door.then(BulkDoor.body(200, """
                {"results":[{"line":1,"status":"rejected","detail":"2 errors","errors":[
                 {"pointer":"/steps/0/metadata/prompt","message":"is a name for content"},
                 {"pointer":"/steps/1/name","message":"looks like a secret"},
                 {"pointer":"/failures/0/message","message":"looks like content"},
                 {"pointer":"/failures/0/failure_code","message":"looks like a secret"}]}]}"""));
        try (AgentTracer tracer = Tracers.patient(door.url()).build(); Run run = tracer.startRun()) {
            run.inStep(StepType.PLAN, "choose", step -> step.metadata("prompt", "x").metadata("kept", 1));
            run.inStep(StepType.TOOL, "sk-secret", step -> {});
            run.recordFailure(FailureType.MODEL, "sk-secret", "Dear customer");
            run.close();
            tracer.close();
            assertThat(tracer.stats().sent()).isEqualTo(5);
            assertThat(tracer.stats().dropped(DropReason.INVALID)).isEqualTo(4);
            assertThat(tracer.stats().dropped(DropReason.REFUSED)).isZero();
        }
        assertThat(door.messages()).hasSize(2);
        String mended = door.messages().get(1).toString();
        assertThat(mended).doesNotContain("prompt", "secret", "Dear")
                .contains("\"metadata\":{\"kept\":1}", "\"name\":\"tool\"", "\"failure_code\":\"unspecified\"");
    }

    @Test
    void aLineWithMoreRefusedLabelsThanAnswersPointAtIsSentAtLastWithoutMetadata() {
        int steps = 66;
        for (int i = 0; i < 21; i++) {
            door.then(DeliveryTest::refuseMetadata);
        }
        try (AgentTracer tracer = Tracers.patient(door.url()).retry(2, Duration.ofMinutes(1)).build();
                Run run = tracer.startRun()) {
            for (int i = 0; i < steps; i++) {
                run.inStep(StepType.TOOL, "call", step -> {
                    for (int n = 0; n < 32; n++) {
                        step.metadata("content" + n, n);
                    }
                });
            }
            run.close();
            tracer.close();
            assertThat(tracer.stats().sent()).isEqualTo(steps + 2);
            assertThat(tracer.stats().dropped(DropReason.INVALID)).isEqualTo(steps * 32);
            assertThat(tracer.stats().dropped(DropReason.UNDELIVERED)).isZero();
        }
        assertThat(door.messages()).hasSize(21);
        assertThat(door.messages().get(20).get("steps")).hasSize(steps);
        assertThat(door.messages().get(20).toString()).doesNotContain("content");
    }

    /** Takes no metadata, and points at a hundred entries at most, as the platform does. */
    private static void refuseMetadata(HttpExchange exchange, BulkDoor.Request request) throws IOException {
        List<String> errors = new ArrayList<>();
        JsonNode steps = BulkDoor.json(request.lines().get(0)).get("steps");
        for (int i = 0; i < steps.size(); i++) {
            for (Iterator<String> names = steps.get(i).get("metadata").fieldNames(); names.hasNext();) {
                errors.add("{\"pointer\":\"/steps/%d/metadata/%s\"}".formatted(i, names.next()));
            }
        }
        BulkDoor.Reply reply = errors.isEmpty()
                ? BulkDoor::accept
                : BulkDoor.body(200, "{\"results\":[{\"line\":1,\"status\":\"rejected\",\"errors\":[%s]}]}"
                        .formatted(String.join(",", errors.subList(0, Math.min(100, errors.size())))));
        reply.to(exchange, request);
    }

    @Test
    void aLineThatCannotBeMendedIsRefused() {
        String errors = "{\"results\":[{\"line\":1,\"status\":\"rejected\",\"errors\":[{\"pointer\":\"%s\"}]}]}";
        for (String pointer : new String[]{"/agent_id", "/steps/0/metadata/other", "/steps/7/name", "/steps/0/name"}) {
            door.then(BulkDoor.body(200, errors.formatted(pointer)));
            AgentTracer tracer = Tracers.patient(door.url()).build();
            try (tracer; Run run = tracer.startRun()) {
                run.step(StepType.PLAN, "plan").close();
            }
            assertThat(tracer.stats().dropped(DropReason.REFUSED)).isEqualTo(3);
        }
        assertThat(door.requests()).hasSize(4);
    }

    @Test
    void aRefusedRequestIsDroppedAndCounted() {
        door.then(BulkDoor.status(401));
        try (AgentTracer tracer = Tracers.of(door.url()).build()) {
            tracer.startRun("refused").close();
            await().untilAsserted(() -> assertThat(tracer.stats().dropped(DropReason.REFUSED)).isEqualTo(2));
            tracer.startRun("taken").close();
            await().untilAsserted(() -> assertThat(tracer.stats().sent()).isEqualTo(2));
            assertThat(tracer.stats().retries()).isZero();
        }
        assertThat(door.requests()).hasSize(2);
    }

    @Test
    void aServerThatHangsUpIsTriedSoOftenAndNoMore() {
        for (int i = 0; i < 3; i++) {
            door.then((exchange, request) -> exchange.close());
        }
        try (AgentTracer tracer = Tracers.of(door.url()).retry(3, Duration.ofMinutes(1)).build()) {
            tracer.startRun("lost").close();
            await().untilAsserted(() -> assertThat(tracer.stats().dropped(DropReason.UNDELIVERED)).isEqualTo(2));
            assertThat(tracer.stats().retries()).isEqualTo(2);
            tracer.startRun("next").close();
            await().untilAsserted(() -> assertThat(tracer.stats().sent()).isEqualTo(2));
        }
        assertThat(door.merged().get("next").status).isEqualTo("success");
    }

    @Test
    void anAnswerThatNeverEndsIsGivenUp() {
        door.then((exchange, request) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            awaitInterrupt();
        });
        try (AgentTracer tracer = Tracers.of(door.url()).requestTimeout(Duration.ofSeconds(2)).build()) {
            tracer.startRun("patient").close();
            await().untilAsserted(() -> assertThat(tracer.stats().sent()).isEqualTo(2));
        }
        assertThat(door.requests()).hasSize(2);
    }

    @Test
    void anAnswerThatIsTooLargeIsGivenUp() {
        door.then(BulkDoor.body(200, "{\"results\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}"));
        try (AgentTracer tracer = Tracers.of(door.url()).build()) {
            tracer.startRun("small").close();
            await().untilAsserted(() -> assertThat(tracer.stats().sent()).isEqualTo(2));
        }
        assertThat(door.requests()).hasSize(2);
    }

    @Test
    void aGivenClientIsUsedAndNotClosed() throws Exception {
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int i = 0; i < 2; i++) {
            try (AgentTracer tracer = Tracers.patient(door.url()).httpClient(client).build()) {
                tracer.startRun().close();
            }
        }
        assertThat(door.requests()).hasSize(2);
    }

    @Test
    void retryAfterIsReadInBothForms() {
        Answers answers = new Answers(new JsonFactory(),
                Clock.fixed(Instant.parse("2026-01-05T10:00:00Z"), ZoneOffset.UTC));
        assertThat(answers.retryAfter("7")).isEqualTo(Duration.ofSeconds(7));
        assertThat(answers.retryAfter("Mon, 05 Jan 2026 10:01:30 GMT")).isEqualTo(Duration.ofSeconds(90));
        assertThat(answers.retryAfter("Mon, 05 Jan 2026 09:00:00 GMT")).isEqualTo(Duration.ZERO);
        assertThat(answers.retryAfter("86400")).isEqualTo(Duration.ofMinutes(5));
        assertThat(answers.retryAfter("soon")).isNull();
        assertThat(answers.retryAfter("99999999999999999999")).isNull();
        assertThat(answers.retryAfter("")).isNull();
    }

    @Test
    void waitsDoubleUpToABoundAndVary() {
        for (int attempt = 1; attempt < 40; attempt++) {
            long full = Math.min(250L << Math.min(attempt - 1, 16), 15_000);
            assertThat(Backoff.nanosAfter(attempt, false)).isBetween(full * 500_000, full * 1_000_000);
            assertThat(Backoff.nanosAfter(attempt, true)).isLessThanOrEqualTo(500_000_000);
        }
    }

    /** The door's close() interrupts. */
    private static void awaitInterrupt() {
        try {
            new java.util.concurrent.CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
