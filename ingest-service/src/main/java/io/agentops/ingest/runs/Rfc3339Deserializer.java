package io.agentops.ingest.runs;

import java.io.IOException;
import java.io.Serial;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

import com.ethlo.time.ITU;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;

/** RFC 3339 times with any offset, cut to the microseconds that the database keeps; numbers are no times. */
final class Rfc3339Deserializer extends StdScalarDeserializer<Instant> {

    @Serial
    private static final long serialVersionUID = 1;
    private static final int DATE_LENGTH = "2026-01-31".length();
    private static final int SECONDS_IN_UTC = "2026-01-31T12:00:00Z".length();

    Rfc3339Deserializer() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
        String text = parser.getText();
        try {
            return (isInUtc(text) ? ITU.parseDateTime(text) : OffsetDateTime.parse(text)).toInstant()
                    .truncatedTo(ChronoUnit.MICROS);
        } catch (DateTimeException e) {
            return (Instant) context.handleWeirdStringValue(Instant.class, text, "not RFC 3339");
        }
    }

    /** The form nearly all senders use, which a parser made for it reads five times as fast; any other is left to Java's. */
    private static boolean isInUtc(String text) {
        return text.length() >= SECONDS_IN_UTC && text.charAt(DATE_LENGTH) == 'T' && text.endsWith("Z");
    }
}
