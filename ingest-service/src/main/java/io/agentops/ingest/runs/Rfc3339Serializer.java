package io.agentops.ingest.runs;

import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

import com.ethlo.time.ITU;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;

/** Times in UTC as Java writes them, of whole microseconds and years of four digits: the rules refuse any other. */
final class Rfc3339Serializer extends StdScalarSerializer<Instant> {

    @Serial
    private static final long serialVersionUID = 1;
    private static final int NANOS_OF_MILLI = 1_000_000;
    private static final int MILLIS = 3;
    private static final int MICROS = 6;

    Rfc3339Serializer() {
        super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator json, SerializerProvider provider) throws IOException {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        json.writeString(ITU.formatUtc(utc, digits(utc.getNano())));
    }

    private static int digits(int nanos) {
        if (nanos == 0) {
            return 0;
        }
        return nanos % NANOS_OF_MILLI == 0 ? MILLIS : MICROS;
    }
}
