package io.agentops.ingest.privacyform;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.agentops.ingest.Samples.privacyRun;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.KafkaClient;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class PrivacyRunTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String HEAD = "{\"run_id\": \"%s\", \"agent_id\": \"a\", \"status\": \"failure\", "
            + "\"started_at\": \"2026-01-05T10:00:00Z\", ";

    @Inject
    Database database;

    @Inject
    KafkaClient kafka;

    @Test
    void aRunIsStoredAsRunsOfTheFullFormAre() {
        String id = freshId("privacy");
        post(privacyRun(id)).statusCode(200).body("run_id", equalTo(id), "status", equalTo("stored"), "steps",
                equalTo(2),
                "failures", equalTo(2));
        assertThat(database
                .value("SELECT agent_name || ' ' || agent_version || ' ' || environment || ' ' || status || ' ' "
                        + "|| error_type FROM run WHERE run_id = $1", id))
                .isEqualTo("billing-agent 1.4.0 staging failure timeout");
        assertThat(database.value("SELECT error_message FROM run_payload WHERE run_id = $1", id))
                .isEqualTo("create_invoice timed out after 1500ms");
        assertThat(database
                .value("SELECT string_agg(concat_ws(' ', step_id, seq, step_type, name, status, latency_ms, error_type,"
                        + " metadata), '; ' ORDER BY seq) FROM step WHERE run_id = $1", id))
                .isEqualTo(
                        "s1 0 retrieve search_kb success 120.5 empty_retrieval {\"cached\": false, \"result_count\": 0}; "
                                + "s2 1 tool charge failure 1500 timeout {\"tool_name\": \"create_invoice\", \"http_status\": 504,"
                                + " \"retry_count\": 2}");
        assertThat(database
                .value("SELECT concat_ws(' ', call_id, step_id, tool_name, status, status_code, retries, latency_ms,"
                        + " error_class, error_message) FROM tool_call WHERE run_id = $1", id))
                .isEqualTo("s2 s2 create_invoice failure 504 2 1500 timeout create_invoice timed out after 1500ms");
        assertThat(database
                .value("SELECT string_agg(concat_ws(' ', failure_id, failure_type, failure_code, step_id), '; ' "
                        + "ORDER BY failure_id) FROM failure WHERE run_id = $1", id))
                .isEqualTo("f1 retrieval empty_retrieval s1; tool:timeout:s2 tool timeout s2");
    }

    @Test
    void theSameRunTwiceIsOneAndRespondAsyncDoesNotWait() {
        String id = freshId("twice");
        String run = privacyRun(id);
        post(run).statusCode(200);
        List<String> rows = database.rowsOf(id);
        given().header("Prefer", "respond-async").contentType(ContentType.JSON).body(run).post("/v1/runs").then()
                .statusCode(202).body("status", equalTo("accepted"), "steps", equalTo(2), "failures", equalTo(2));
        post(run).statusCode(200);
        assertThat(database.rowsOf(id)).isEqualTo(rows).hasSize(7);
    }

    @Test
    void whatARunGotPastDidNotEndIt() {
        String id = freshId("past");
        post(privacyRun(id).replaceFirst("\"failure\"", "\"success\"")).statusCode(200);
        assertThat(database.value("SELECT coalesce(error_type, 'none') FROM run WHERE run_id = $1", id))
                .isEqualTo("none");
    }

    @Test
    void aFailureWithLongNamesStillHasAnId() {
        String id = freshId("long");
        post(HEAD.formatted(id) + "\"failure\": {\"failure_type\": \"orchestration\", \"failure_code\": \""
                + "c".repeat(128)
                + "\", \"step_id\": \"" + "s".repeat(200) + "\"}}").statusCode(200);
        assertThat(database.value("SELECT failure_id FROM failure WHERE run_id = $1", id))
                .startsWith("orchestration:" + "c".repeat(128) + ":").hasSize(159);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "\"prompt\": \"x\" | /prompt | is not a field of the privacy-first form",
            "\"agent_name\": \"x\" | /agent_name | is not a field of the privacy-first form",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"output_summary\": \"x\"}] | /steps/0/output_summary | is not a field of the privacy-first form",
            "\"failures\": [{\"failure_type\": \"tool\", \"failure_code\": \"c\", \"a\": {\"b\": 1}}] | /failures/0/a | is not a field of the privacy-first form",
            "\"metadata\": {} | /metadata | is not a field of the privacy-first form",
            "\"environment\": \"two words\" | /environment | must be a label: letters, digits and punctuation of ASCII, without spaces",
            "\"environment\": \"我的病历\" | /environment | must be a label: letters, digits and punctuation of ASCII, without spaces",
            "\"agent_version\": \"ann@example.org\" | /agent_version | holds what looks like personal data or a secret",
            "\"agent_version\": \"one_two_three_four_five_six\" | /agent_version | must be a label of at most 5 words",
            "\"steps\": [{\"step_id\": \"Tell_me_how_to_cure_my_infection_as_Ann\", \"name\": \"n\"}] | /steps/0/step_id | must be a label of at most 8 words",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"tag\": \"my_wife_has_cancer_help_me_please\"}}] | /steps/0/metadata/tag | must be a label of at most 5 words",
            "\"steps\": [{\"step_id\": \"How\", \"name\": \"Zoe\"}, {\"step_id\": \"hides\", \"name\": \"fever\"}], \"failure\": {\"failure_type\": \"tool\", \"failure_code\": \"c\", \"message\": \"How Zoe hides fever\"} | /failure/message | looks like content; only operational words, numbers and labels of this run are allowed",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"AKIAIOSFODNN7EXAMPLE\"}] | /steps/0/name | holds what looks like personal data or a secret",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"step_type\": \"think\"}] | /steps/0/step_type | must be one of plan, retrieve, tool, respond, other",
            "\"steps\": [{\"step_id\": \"s\"}] | /steps/0/name | is required",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"latency_ms\": -1}] | /steps/0/latency_ms | must be 0 or more, and finite",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"started_at\": \"2026-01-05T10:00:01Z\", \"ended_at\": \"2026-01-05T10:00:00Z\"}] | /steps/0/ended_at | must not be before started_at",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"prompt\": \"x\"}}] | /steps/0/metadata/prompt | is a name for content, personal data or secrets, which this form does not take",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"phone\": 4155552671}}] | /steps/0/metadata/phone | is a name for content, personal data or secrets, which this form does not take",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a\": null}}] | /steps/0/metadata/a | must be a number, a boolean or a label",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a\": [1]}}] | /steps/0/metadata/a | must be a number, a boolean or a label",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a\": {\"b\": 1}}}] | /steps/0/metadata/a | must be a number, a boolean or a label",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a\": \"415-555-2671\"}}] | /steps/0/metadata/a | holds what looks like personal data or a secret",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a\": 4111111111111111}}] | /steps/0/metadata/a | holds what looks like personal data or a secret",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a\": 123456789012345678901}}] | /steps/0/metadata/a | must be within the range of a 64-bit number",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a\": 1e400}}] | /steps/0/metadata/a | must be within the range of a 64-bit float",
            "\"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"metadata\": {\"a b\": 1}}] | /steps/0/metadata/a b | must have a name of at most 64 letters, digits, dots, dashes and underscores",
            "\"failure\": {\"failure_type\": \"tool\"} | /failure/failure_code | is required",
            "\"failure\": {\"failure_code\": \"c\"} | /failure/failure_type | is required",
            "\"failure\": {\"failure_type\": \"tool\", \"failure_code\": \"c\", \"message\": \"Ann has a fever\"} | /failure/message | looks like content; only operational words, numbers and labels of this run are allowed",
            "\"failure\": {\"failure_type\": \"tool\", \"failure_code\": \"c\", \"message\": \"call 415-555-2671 failed\"} | /failure/message | holds what looks like personal data or a secret",
            "\"failure\": {\"failure_type\": \"tool\", \"failure_code\": \"c\", \"message\": \"timed\\nout\"} | /failure/message | must be a single line without control characters"})
    void contentIsRefusedByItsPointer(String field, String pointer, String message) {
        post(HEAD.formatted(freshId("refused")) + field + "}").statusCode(422).contentType("application/problem+json")
                .body("errors.pointer", contains(pointer), "errors.message", contains(message));
    }

    @Test
    void everyRuleOfTheFullFormHoldsToo() {
        post("""
                {"agent_id": "", "started_at": "0001-01-01T00:00:00Z", "status": "failure", "steps": [null]}""")
                .statusCode(422)
                .body("errors.pointer", contains("/run_id", "/agent_id", "/started_at", "/steps/0"));
        post("{\"agent_id\": \"a\", \"agent_id\": \"b\"}").statusCode(400);
        post("{\"run_id\": 7}").statusCode(422).body("errors[0].message", equalTo("must be a string"));
        post(HEAD.formatted("x".repeat(201)) + "\"ended_at\": null}").statusCode(422)
                .body("errors.message", contains("must be at most 200 characters long"));
        given().contentType(ContentType.JSON).post("/v1/runs").then().statusCode(400);
        post(failedToolRun(freshId("full"))).statusCode(422);
    }

    @Test
    void operationalMetadataIsTaken() {
        String id = freshId("metadata");
        post(HEAD.formatted(id)
                + """
                        "steps": [{"step_id": "s", "name": "n", "metadata": {"prompt_tokens": 512, "content_length": 9, "cached": true,
                         "model": "gpt-4o@2026-01", "region": "eu-west-1", "order_id": "4155552671", "content_type": "text/html"}}]}""")
                .statusCode(200);
        assertThat(database.value("SELECT metadata ->> 'order_id' FROM step WHERE run_id = $1", id))
                .isEqualTo("4155552671");
    }

    @Test
    void bulkDoorsTakeWhatTheirPathSays() {
        String full = freshId("full");
        String privacyFirst = freshId("privacy");
        byte[] lines = (oneLine(failedToolRun(full)) + "\n" + oneLine(privacyRun(privacyFirst)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        given().contentType("application/x-ndjson").body(lines).post("/v1/runs/bulk").then().statusCode(200)
                .body("results.status", contains("rejected", "stored"));
        assertThat(database.rowsOf(full)).isEmpty();
        given().contentType("application/x-ndjson").body(lines).post("/agent-runs/bulk").then().statusCode(200)
                .body("results.status", contains("stored", "stored"), "results.run_id", contains(full, privacyFirst));
        assertThat(database.rowsOf(full)).hasSize(6);
        assertThat(database.rowsOf(privacyFirst)).hasSize(7);
    }

    @Test
    void everyWayToWriteARunToKafkaEndsInTheSameRows() {
        String run = privacyRun("ID");
        String byHttp = freshId("http");
        post(run.replace("\"ID\"", "\"" + byHttp + "\"")).statusCode(200);
        Map<String, Map<String, String>> ways = Map.of("plain", Map.of(),
                "binary",
                Map.of("ce_specversion", "1.0", "ce_type", "io.agentops.run.privacy.v1", "ce_id", "1", "content-type",
                        "application/json"),
                "untyped", Map.of("ce_specversion", "1.0", "ce_type", "com.example.finished", "ce_id", "1"),
                "structured", Map.of("content-type", "application/cloudevents+json; charset=UTF-8"),
                "base64", Map.of("content-type", "application/cloudevents+json"));
        ways.forEach((way, headers) -> {
            String id = freshId(way);
            kafka.send(Topics.AGENT_RUNS, 0, id, wrapped(way, run.replace("\"ID\"", "\"" + id + "\"")), headers);
            await().alias(way).atMost(LONGEST).until(() -> database.rowsOf(id), database.rowsOf(byHttp)::equals);
        });
    }

    private static String wrapped(String way, String run) {
        String envelope = "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"/x\", \"type\": \"io.agentops.run.privacy.v1\", "
                + "\"extension\": {\"data\": 1}, ";
        return switch (way) {
            case "structured" -> envelope + "\"data\": " + run + "}";
            case "base64" -> envelope + "\"data_base64\": \""
                    + Base64.getEncoder().encodeToString(run.getBytes(StandardCharsets.UTF_8)) + "\"}";
            default -> run;
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "application/cloudevents-batch+json | [] | Of CloudEvents in structured mode only JSON is read, one event a record.",
            "application/cloudevents+json | [] | The CloudEvent is not a JSON object.",
            "application/cloudevents+json | {\"data\": | The CloudEvent is not well-formed JSON.",
            "application/cloudevents+json | {\"specversion\": \"0.2\", \"data\": {}} | The CloudEvent's specversion is not 1.0.",
            "application/cloudevents+json | {\"specversion\": \"1.0\", \"datacontenttype\": \"text/xml\", \"data\": {}} | The CloudEvent's content type is not JSON.",
            "application/cloudevents+json | {\"specversion\": \"1.0\", \"data\": \"text\"} | The CloudEvent holds no run: one of data, an object, and data_base64 is expected.",
            "application/cloudevents+json | {\"specversion\": \"1.0\", \"data\": {\"agent_id\": \"a\"}} | /run_id is required; /status is required; /started_at is required"})
    void anEventThatCannotBeReadIsSetAsideWithoutItsValue(String type, String value, String reason) {
        String source = kafka.send(Topics.AGENT_RUNS, 0, "key", value, Map.of("content-type", type));
        ConsumerRecord<String, String> letter = kafka.findSource(Topics.AGENT_RUNS_DLQ, source);
        assertThat(KafkaClient.header(letter, Topics.HEADER_REASON)).isEqualTo(reason);
        assertThat(letter.value()).isNull();
        assertThat(letter.key()).isEqualTo("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"steps\": [{\"name\": \"PROMPT \\q\"}], \"agent_id\": \"a\"}",
            "{\"steps\": [{\"name\": \"PROMPT\"}], \"run_id\": \"r\"}", "PROMPT", "[\"PROMPT\"]",
            "{\"agent_id\": \"a\", \"steps\": [{\"name\": \"PROMPT \\q\"}], \"agent_name\": \"a\"}"})
    void aRecordThatDoesNotSayItIsInTheFullFormIsSetAsideWithoutItsValue(String value) {
        String source = kafka.send(Topics.AGENT_RUNS, 0, "key", value, Map.of());
        ConsumerRecord<String, String> letter = kafka.findSource(Topics.AGENT_RUNS_DLQ, source);
        assertThat(letter.value()).isNull();
        assertThat(KafkaClient.header(letter, Topics.HEADER_REASON)).doesNotContain("PROMPT");
    }

    @Test
    void aRecordThatSaysItIsInTheFullFormIsSetAsideWithItsValue() {
        String value = "{\"agent_id\": \"a\", \"agent_name\": \"a\", \"steps\": [{\"name\": \"plan \\q\"}]}";
        String source = kafka.send(Topics.AGENT_RUNS, 0, "key", value, Map.of());
        assertThat(kafka.findSource(Topics.AGENT_RUNS_DLQ, source).value()).isEqualTo(value);
    }

    @Test
    void aRunInTheFullFormIsOneWhereverAnUnknownAgentIdStands() {
        String first = freshId("first");
        String last = freshId("last");
        String body = oneLine(failedToolRun(first)).replaceFirst("\\{", "{\"agent_id\": \"a\", ") + "\n"
                + oneLine(failedToolRun(last)).replaceFirst("}$", ", \"agent_id\": \"a\"}") + "\n";
        given().contentType("application/x-ndjson").body(body.getBytes(StandardCharsets.UTF_8))
                .post("/agent-runs/bulk").then().statusCode(200).body("results.status", contains("stored", "stored"));
        assertThat(database.rowsOf(first)).hasSize(6);
    }

    @Test
    void aRefusedRecordLeavesNoNameOfTheReporter() {
        String source = kafka.send(Topics.AGENT_RUNS, 0, "a key of ann@example.org", HEAD.formatted("x")
                + "\"tell me\": 1, \"steps\": [{\"step_id\": \"s\", \"name\": \"n\", \"my secret\": 2}]}",
                Map.of("note", "x"));
        ConsumerRecord<String, String> letter = kafka.findSource(Topics.AGENT_RUNS_DLQ, source);
        assertThat(KafkaClient.header(letter, Topics.HEADER_REASON))
                .isEqualTo(
                        "/steps/0/* is not a field of the privacy-first form; /* is not a field of the privacy-first form");
        assertThat(letter.key()).isNull();
        assertThat(letter.value()).isNull();
        assertThat(letter.headers().lastHeader("note")).isNull();
    }

    private static String oneLine(String json) {
        return json.replace('\n', ' ');
    }

    private static ValidatableResponse post(String run) {
        return given().contentType(ContentType.JSON).body(run).post("/v1/runs").then();
    }
}
