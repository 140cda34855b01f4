package io.agentops.ingest.otlp;

import static io.agentops.ingest.otlp.OtlpSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;

class SpanBatchReaderTest {

    private static final String BATCH = """
            {"trace_id": "5b8efff798038103d269b633813fc60c", "resources": {"k": {"service.name": "billing"}},
             "spans": [{"span_id": "eee19b7ec3c1b174", "name": "chat", "kind": "client",
                        "started_at": "2026-01-05T10:00:00Z", "ended_at": "2026-01-05T10:00:01Z", "status": "ok",
                        "resource": "k", "attributes": {"n": 1, "l": [true, {"x": 0.5}]},
                        "events": [{"time": "2026-01-05T10:00:00.5Z", "name": "e"}]}]}""";

    private final SpanBatchReader reader = new SpanBatchReader();

    @Test
    void aBatchThatKeepsEveryRuleIsRead() {
        Instant start = Instant.parse("2026-01-05T10:00:00Z");
        assertThat(reader.read(utf8(BATCH))).isEqualTo(new SpanBatchReading.Valid(new SpanBatch(
                "5b8efff798038103d269b633813fc60c", Map.of("k", Map.of("service.name", "billing")),
                List.of(SpanBuilder.builder().spanId("eee19b7ec3c1b174").name("chat").kind("client").startedAt(start)
                        .endedAt(start.plusSeconds(1)).status("ok").resource("k")
                        .attributes(Map.of("n", 1, "l", List.of(true, Map.of("x", 0.5))))
                        .events(List.of(new SpanEvent(start.plusMillis(500), "e", null))).build()))));
    }

    @Test
    void aSpanOfWhichOnlyEventsAreKnownHasNeitherNameNorTime() {
        String stub = """
                {"trace_id": "5b8efff798038103d269b633813fc60c", "spans": [{"span_id": "eee19b7ec3c1b174",
                 "events": [{"time": "2026-01-05T10:00:00Z", "name": "gen_ai.choice"}]}]}""";
        assertThat(reader.read(utf8(stub))).isInstanceOfSatisfying(SpanBatchReading.Valid.class,
                valid -> assertThat(valid.batch().spans()).extracting(Span::name).containsExactly((String) null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
            "5b8efff798038103d269b633813fc60c | 5B8EFFF798038103D269B633813FC60C | /trace_id must be 32 lower-case hexadecimal digits, not all zero",
            "eee19b7ec3c1b174 | 0000000000000000 | /spans/0/span_id must be 16 lower-case hexadecimal digits, not all zero",
            "\"name\": \"chat\", | \"parent_span_id\": \"x\", | /spans/0/parent_span_id must be 16 lower-case hexadecimal digits, not all zero; /spans/0/name is required",
            "2026-01-05T10:00:01Z | 2026-01-05T09:59:59Z | /spans/0/ended_at must not be before started_at",
            "2026-01-05T10:00:01Z | 9999-01-05T09:59:59Z | /spans/0/ended_at must be between the year 2000 and 24 hours from now",
            "\"status\": \"ok\" | \"status\": \"fine\" | /spans/0/status must be one of error, ok",
            "\"resource\": \"k\" | \"resource\": \"z\" | /spans/0/resource must be a key of the resources",
            "\"n\": 1 | \"agentops.run.id\": \"\" | /spans/0/attributes/agentops.run.id must be 1-200 characters without control characters",
            "\"n\": 1 | \"n\": \"\\u0000\" | /spans/0/attributes must not hold the NUL character",
            "\"n\": 1 | \"n\": 1e999 | /spans/0/attributes must hold strings, finite numbers of 64 bits, booleans, lists and maps only",
            "\"n\": 1 | \"n\": null | /spans/0/attributes must hold strings, finite numbers of 64 bits, booleans, lists and maps only",
            "\"name\": \"e\" | \"name\": \"\" | /spans/0/events/0/name is required",
            "\"spans\": [ | \"spans\": [null, | /spans/0 must not be null",
            "\"started_at\": \"2026-01-05T10:00:00Z\" | \"started_at\": 7 | /spans/0/started_at is of the wrong type",
            "\"k\": {\"service.name\": \"billing\"} | \"how to hide\": \"x\" | /resources/* is of the wrong type",
            "{\"trace_id\" | {\"trace_id\": \"x\", \"trace_id\" | The record is not well-formed JSON at line 1, column 29.",
            "{\"trace_id\" | [{\"trace_id\" | The record must be a JSON object."})
    void whatBreaksARuleIsRefusedWithItsPlace(String from, String to, String reason) {
        assertThat(reader.read(utf8(BATCH.replace(from, to)))).isEqualTo(new SpanBatchReading.Refused(reason));
    }

    @Test
    void allFieldsOfARecordAreKnownAndNothingElse() {
        Set<String> fields = new TreeSet<>();
        for (Class<?> type : Set.of(SpanBatch.class, Span.class, SpanEvent.class)) {
            for (RecordComponent component : type.getRecordComponents()) {
                fields.add(PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName()));
            }
        }
        assertThat(new TreeSet<>(SpanBatchReader.FIELDS)).isEqualTo(fields);
    }

    @Test
    void bytesThatAreNoJsonAreRefused() {
        assertThat(reader.read(new byte[0])).isInstanceOf(SpanBatchReading.Refused.class);
        assertThat(reader.read(new byte[]{(byte) 0xff, (byte) 0xfe, 0})).isInstanceOf(SpanBatchReading.Refused.class);
        assertThat(reader.read(utf8(BATCH + "{}")))
                .isEqualTo(new SpanBatchReading.Refused("The record holds more than one JSON value."));
        assertThat(reader.read(utf8("null")))
                .isEqualTo(new SpanBatchReading.Refused("The record must be a JSON object."));
    }
}
