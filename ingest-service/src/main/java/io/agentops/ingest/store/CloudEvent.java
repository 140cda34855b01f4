package io.agentops.ingest.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/**
 * What a record carries when it is read as its producer means it: the run as such, or wrapped as a CloudEvent (Kafka protocol
 * binding 1.0), in binary mode (attributes in headers {@code ce_…}) or structured mode (JSON).
 *
 * @param data the run as JSON
 * @param refusal why the event cannot be read, in words that repeat nothing of it; null where it can
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record CloudEvent(byte[] data, Form form, String refusal) {

    /** Which form of a run the event says it holds. */
    enum Form {
        FULL,
        PRIVACY_FIRST,
        UNTOLD
    }

    private static final Map<String, Form> TYPES = Map.of("io.agentops.run.v1", Form.FULL, "io.agentops.run.privacy.v1",
            Form.PRIVACY_FIRST);
    private static final String STRUCTURED = "application/cloudevents";
    private static final String STRUCTURED_JSON = "application/cloudevents+json";
    private static final JsonFactory JSON = new JsonFactory();

    static CloudEvent of(ConsumerRecord<String, byte[]> message) {
        String contentType = contentType(header(message, "content-type"));
        if (contentType.equals(STRUCTURED_JSON)) {
            return structured(message.value());
        }
        if (contentType.startsWith(STRUCTURED)) {
            return refused(Form.UNTOLD, "Of CloudEvents in structured mode only JSON is read, one event a record.");
        }
        String version = header(message, "ce_specversion");
        Form form = TYPES.getOrDefault(header(message, "ce_type"), Form.UNTOLD);
        if (version.isEmpty()) {
            return new CloudEvent(message.value(), form, null);
        }
        if (!isKnown(version)) {
            return refused(form, "The CloudEvent's specversion is not 1.0.");
        }
        return isJson(contentType)
                ? new CloudEvent(message.value(), form, null)
                : refused(form, "The CloudEvent's content type is not JSON.");
    }

    private static CloudEvent refused(Form form, String refusal) {
        return new CloudEvent(null, form, refusal);
    }

    private static boolean isKnown(String version) {
        return version.equals("1.0");
    }

    private static boolean isJson(String contentType) {
        return contentType.isEmpty() || contentType.equals("application/json") || contentType.equals("text/json")
                || contentType.endsWith("+json");
    }

    private static String contentType(String header) {
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        Header header = message.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static CloudEvent structured(byte[] value) {
        Envelope envelope = new Envelope(value);
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return refused(Form.UNTOLD, "The CloudEvent is not a JSON object.");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                envelope.take(parser.currentName(), parser);
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null
                    ? envelope.event()
                    : refused(envelope.form, "The CloudEvent holds more than one JSON value.");
        } catch (IOException | IllegalArgumentException e) {
            return refused(envelope.form, "The CloudEvent is not well-formed JSON.");
        }
    }

    /** The attributes of an event in structured mode that matter here; the run's bytes stay as they are, to be read as strictly. */
    private static final class Envelope {
        private final byte[] value;
        private String version = "";
        private String contentType = "";
        private Form form = Form.UNTOLD;
        private byte[] data;
        private int dataFields;

        Envelope(byte[] value) {
            this.value = value;
        }

        void take(String name, JsonParser parser) throws IOException {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "specversion" -> version = parser.getValueAsString("");
                case "datacontenttype" -> contentType = contentType(parser.getValueAsString(""));
                case "type" -> form = TYPES.getOrDefault(parser.getValueAsString(""), Form.UNTOLD);
                case "data_base64" -> {
                    dataFields++;
                    data = token == JsonToken.VALUE_STRING ? parser.getBinaryValue() : null;
                }
                case "data" -> {
                    dataFields++;
                    data = token == JsonToken.START_OBJECT ? object(parser) : null;
                }
                default -> parser.skipChildren();
            }
            if (token.isStructStart()) {
                parser.skipChildren();
            }
        }

        private byte[] object(JsonParser parser) throws IOException {
            long start = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            long end = parser.currentLocation().getByteOffset();
            return start < 0 || end <= start ? null : Arrays.copyOfRange(value, (int) start, (int) end);
        }

        CloudEvent event() {
            if (!isKnown(version)) {
                return refused(form, "The CloudEvent's specversion is not 1.0.");
            }
            if (!isJson(contentType)) {
                return refused(form, "The CloudEvent's content type is not JSON.");
            }
            return data == null || dataFields > 1
                    ? refused(form, "The CloudEvent holds no run: one of data, an object, and data_base64 is expected.")
                    : new CloudEvent(data, form, null);
        }
    }
}
