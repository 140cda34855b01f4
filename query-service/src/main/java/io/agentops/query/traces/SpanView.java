package io.agentops.query.traces;

import java.time.Instant;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A span as it is kept; what was not reported is null.
 *
 * @param kind {@code internal}, {@code server}, {@code client}, {@code producer} or {@code consumer}
 * @param status {@code ok} or {@code error}; null where unset
 * @param scope the instrumentation library's name
 * @param attributes a JSON object
 * @param events a JSON list of {@code {time, name, attributes}}, the earliest first
 * @param resource attributes of the process that reported it, a JSON object
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SpanView(
        String spanId,
        String parentSpanId,
        String name,
        String kind,
        Instant startedAt,
        Instant endedAt,
        String status,
        String statusMessage,
        String scope,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String attributes,
        @JsonRawValue @Schema(type = SchemaType.ARRAY) String events,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String resource) {}
