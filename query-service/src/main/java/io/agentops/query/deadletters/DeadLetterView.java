package io.agentops.query.deadletters;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A refused record with as much of it as its project's privacy mode lets be kept.
 *
 * @param headers names and texts, a JSON object
 * @param value null where none is kept
 * @param valueEncoding {@code text}, or {@code base64} for a value that is no UTF-8; null where none is kept
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record DeadLetterView(
        @JsonUnwrapped DeadLetterItem letter,
        @JsonRawValue @Schema(type = SchemaType.OBJECT) String headers,
        String value,
        String valueEncoding) {}
