package io.agentops.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

/** What leaves the process, to the byte. */
class WireTest {

    private final BulkDoor door = new BulkDoor();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void aRunIsOneLineInThePrivacyFirstForm() {
        try (AgentTracer tracer = Tracers.patient(door.url()).environment("prod").build();
                Run run = tracer.startRun("run-7")) {
            run.inStep(StepType.RETRIEVE, "search_kb", step -> step.metadata("result_count", 10)
                    .metadata("score", 0.25).metadata("cache", "hit").metadata("reranked", true));
            try (Step step = run.step(StepType.TOOL, "price_lookup")) {
                step.fail(FailureType.TOOL, "http_503", "Service unavailable after 3 attempts.");
            }
            run.recordFailure(FailureType.ORCHESTRATION, "gave_up", null);
        }
        assertThat(door.requests()).hasSize(1);
        assertThat(normalised(door.requests().get(0).lines().get(0))).isEqualTo("""
                {"run_id":"run-7","agent_id":"support-agent","agent_version":"1.4.2","environment":"prod",\
                "status":"failure","started_at":"T","ended_at":"T","steps":[\
                {"step_id":"K-1","seq":1,"step_type":"retrieve","name":"search_kb","status":"success",\
                "started_at":"T","ended_at":"T","latency_ms":N,\
                "metadata":{"result_count":10,"score":0.25,"cache":"hit","reranked":true}},\
                {"step_id":"K-2","seq":2,"step_type":"tool","name":"price_lookup","status":"failure",\
                "started_at":"T","ended_at":"T","latency_ms":N,"metadata":{}}],\
                "failures":[\
                {"failure_id":"K-f1","failure_type":"tool","failure_code":"http_503",\
                "message":"Service unavailable after 3 attempts.","step_id":"K-2"},\
                {"failure_id":"K-f2","failure_type":"orchestration","failure_code":"gave_up"}]}""");
    }

    @Test
    void theRequestIsOneOfTheBulkDoor() {
        try (AgentTracer tracer = Tracers.patient(door.url().resolve("/platform/")).apiKey("key-1")
                .ingestSecret("secret-1").build()) {
            tracer.startRun().close();
        }
        BulkDoor.Request request = door.requests().get(0);
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /platform/v1/runs/bulk");
        assertThat(request.headers().getFirst("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(request.headers().getFirst("Prefer")).isEqualTo("respond-async");
        assertThat(request.headers().getFirst("Authorization")).isEqualTo("Bearer key-1");
        assertThat(request.headers().getFirst("X-Ingest-Secret")).isEqualTo("secret-1");
        assertThat(request.headers().containsKey("Content-Encoding")).isFalse();
        assertThat(request.headers().containsKey("Upgrade")).isFalse();
    }

    @Test
    void aLargeBodyIsCompressed() {
        try (AgentTracer tracer = Tracers.patient(door.url()).build()) {
            for (int i = 0; i < 20; i++) {
                tracer.startRun("run-" + i).close();
            }
        }
        BulkDoor.Request request = door.requests().get(0);
        assertThat(request.headers().getFirst("Content-Encoding")).isEqualTo("gzip");
        assertThat(Integer.parseInt(request.headers().getFirst("Content-Length"))).isLessThan(1_024);
        assertThat(request.lines()).hasSize(20);
        assertThat(door.merged().keySet()).hasSize(20).contains("run-0", "run-19");
    }

    @Test
    void aLiveRunIsToldAsItGoes() {
        try (AgentTracer tracer = Tracers.of(door.url()).build(); Run run = tracer.startRun("live")) {
            await().untilAsserted(() -> assertThat(door.messages()).hasSize(1));
            run.step(StepType.PLAN, "choose").close();
            await().untilAsserted(() -> assertThat(door.messages()).hasSize(2));
            run.step(StepType.RESPOND, "answer").close();
        }
        assertThat(door.messages()).extracting(message -> message.get("status").asText())
                .startsWith("running", "running").endsWith("success");
        assertThat(door.messages().get(0).get("steps")).isEmpty();
        assertThat(door.messages().get(1).get("steps")).extracting(step -> step.get("name").asText())
                .containsExactly("choose");
        assertThat(door.messages().subList(0, 2)).noneMatch(message -> message.has("ended_at"));
        assertThat(door.messages().stream().flatMap(message -> names(message).stream()))
                .containsExactly("choose", "answer");
    }

    @Test
    void aFailureIsToldAgainWithTheStepAndTheEndItExplains() {
        try (AgentTracer tracer = Tracers.of(door.url()).build(); Run run = tracer.startRun()) {
            Step step = run.step(StepType.TOOL, "price_lookup");
            step.fail("http_503");
            await().untilAsserted(() -> assertThat(told("http_503")).isEqualTo(1));
            step.close();
            await().untilAsserted(() -> assertThat(told("http_503")).isEqualTo(2));
            run.step(StepType.RESPOND, "apology").close();
            await().untilAsserted(() -> assertThat(door.messages().toString()).contains("apology"));
        }
        assertThat(told("http_503")).isEqualTo(3);
        BulkDoor.Merged merged = door.merged().values().iterator().next();
        assertThat(merged.failures).hasSize(1);
        assertThat(merged.status).isEqualTo("failure");
    }

    private long told(String code) {
        return door.messages().stream().filter(message -> message.get("failures").toString().contains(code)).count();
    }

    @Test
    void mintedIdsAreVersion7AndSortByTime() {
        String first;
        String second;
        try (AgentTracer tracer = Tracers.of(door.url()).build()) {
            first = tracer.startRun().runId();
            Instant then = Instant.now();
            await().until(() -> Duration.between(then, Instant.now()).toMillis() > 1);
            second = tracer.startRun().runId();
        }
        assertThat(UUID.fromString(first).version()).isEqualTo(7);
        assertThat(UUID.fromString(first).variant()).isEqualTo(2);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void timesFollowEachOther() {
        try (AgentTracer tracer = Tracers.patient(door.url()).build(); Run run = tracer.startRun()) {
            run.step(StepType.PLAN, "choose").close();
        }
        JsonNode message = door.messages().get(0);
        JsonNode step = message.get("steps").get(0);
        Instant began = Instant.parse(step.get("started_at").asText());
        Instant ended = Instant.parse(step.get("ended_at").asText());
        assertThat(began).isBetween(Instant.parse(message.get("started_at").asText()), ended);
        assertThat(ended).isBeforeOrEqualTo(Instant.parse(message.get("ended_at").asText()));
        assertThat(step.get("latency_ms").asDouble()).isBetween(0.0, 10_000.0);
    }

    @Test
    void aTracerBuiltWronglySaysSoAtOnce() {
        URI url = door.url();
        assertThatThrownBy(() -> AgentTracer.builder("my agent", "1", url).build())
                .hasMessage(
                        "agentId must be a label of 1 to 128 letters, digits and signs of ASCII, of a few words: my agent");
        assertThatThrownBy(() -> AgentTracer.builder("agent", "1", URI.create("localhost:8080")).build()).hasMessage(
                "apiUrl must be http or https with a host, and without user, query and fragment");
        assertThatThrownBy(() -> Tracers.of(url).apiKey("two\nlines").build())
                .hasMessage("apiKey must have printable ASCII characters alone");
        assertThatThrownBy(() -> Tracers.of(url).closeWithin(Duration.ZERO).build())
                .hasMessage("closeWithin must be longer than nothing: PT0S");
    }

    private static List<String> names(JsonNode message) {
        List<String> names = new ArrayList<>();
        message.get("steps").forEach(step -> names.add(step.get("name").asText()));
        return names;
    }

    private static String normalised(String line) {
        return line.replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"", "\"T\"")
                .replaceAll("\"latency_ms\":[0-9.E-]+", "\"latency_ms\":N")
                .replaceAll("\"[a-p]{8}-(f?\\d+)\"", "\"K-$1\"");
    }
}
