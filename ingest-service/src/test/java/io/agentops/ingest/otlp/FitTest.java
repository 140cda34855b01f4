package io.agentops.ingest.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.contract.trace.SpanEvent;

class FitTest {

    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    @Test
    void whatFitsIsLeftAsItIs() {
        Span span = span(Map.of("a", "x".repeat(30_000)), List.of());
        assertThat(Fit.span(span, 40_000)).isEqualTo(SpanJson.bytes(span));
    }

    @Test
    void onlyTheLongestTextsAreCutAndNeverInTheMiddleOfACharacter() {
        Span span = span(
                ordered("long", "x".repeat(30_000), "list", List.of("😀".repeat(6_000)), "short", "y".repeat(900)),
                List.of(new SpanEvent(START, "e", Map.of("m", Map.of("deep", "z".repeat(20_000))))));
        assertThat(new String(Fit.span(span, 20_000), UTF_8)).isEqualTo(json(
                ordered("long", "x".repeat(2_048), "list", List.of("😀".repeat(1_024)), "short", "y".repeat(900)),
                List.of(new SpanEvent(START, "e", Map.of("m", Map.of("deep", "z".repeat(2_048)))))));
    }

    @Test
    void eventsGoBeforeAttributes() {
        Span span = span(Map.of("kept", 1),
                Collections.nCopies(500, new SpanEvent(START, "e", Map.of("n", Collections.nCopies(100, 1)))));
        assertThat(new String(Fit.span(span, 50_000), UTF_8)).isEqualTo(json(Map.of("kept", 1), List.of()));
    }

    @Test
    void attributesThatAreNoTextGoLastAndAreCounted() throws IOException {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            attributes.put("a" + i, Collections.nCopies(1_000, 1));
        }
        byte[] kept = Fit.span(span(attributes, List.of()), 50_000);
        assertThat(kept.length).isLessThanOrEqualTo(50_000);
        JsonNode left = new ObjectMapper().readTree(kept).at("/attributes");
        assertThat(left).hasSize(17);
        assertThat(left.at("/a15")).hasSize(1_000);
        assertThat(left.at("/agentops.dropped_attributes").intValue()).isEqualTo(84);
    }

    @Test
    void noPartIsLargerThanARecordMayBeWhateverTheResources() {
        Map<String, Map<String, Object>> resources = new LinkedHashMap<>();
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            resources.put("r" + i, Map.of("a", "\t".repeat(32_000)));
            spans.add(SpanBuilder.builder(span(Map.of("b", Collections.nCopies(20, "\u0001".repeat(3_000))), List.of()))
                    .resource("r" + i).build());
        }
        List<byte[]> parts = new ArrayList<>();
        SpanParts.of(new SpanBatch("5b8efff798038103d269b633813fc60c", resources, spans),
                (value, count) -> parts.add(value));
        assertThat(parts).hasSize(12)
                .allSatisfy(part -> assertThat(part.length).isLessThanOrEqualTo(SpanParts.PART_BYTES))
                .allSatisfy(part -> assertThat(new SpanBatchReader().read(part))
                        .isInstanceOf(SpanBatchReading.Valid.class));
    }

    private static Map<String, Object> ordered(String a, Object x, String b, Object y, String c, Object z) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(a, x);
        map.put(b, y);
        map.put(c, z);
        return map;
    }

    private static String json(Map<String, Object> attributes, List<SpanEvent> events) {
        return new String(SpanJson.bytes(span(attributes, events)), UTF_8);
    }

    private static Span span(Map<String, Object> attributes, List<SpanEvent> events) {
        return SpanBuilder.builder().spanId("eee19b7ec3c1b174").name("n").startedAt(START).attributes(attributes)
                .events(events).build();
    }
}
