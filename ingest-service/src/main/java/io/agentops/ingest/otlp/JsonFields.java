package io.agentops.ingest.otlp;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.ProtocolMessageEnum;

/**
 * Reads the values of protobuf's JSON. Each reader stands at a value and leaves the parser at its end; a null is the
 * type's default. The first value of a wrong type is noted, never thrown, so that reading goes on behind it.
 */
final class JsonFields {

    private static final Map<String, Double> NOT_FINITE = Map.of("NaN", Double.NaN,
            "Infinity", Double.POSITIVE_INFINITY, "-Infinity", Double.NEGATIVE_INFINITY);
    private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,20}");
    private static final BigInteger BEYOND_64_BITS = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);

    /** Elements of all arrays of one span; some bytes of JSON become objects many times as large. */
    private static final int MOST_ELEMENTS = 65_536;
    /** More than any object has fields that are read. */
    private static final int NAMES_COMPARED = 32;
    /** Far more digits than a double tells apart. */
    private static final int NUMBER_LENGTH = 1_000;

    private final JsonParser parser;
    private final Room room = new Room();
    private String flaw;
    private int elements;

    JsonFields(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads the value of one field. */
    interface Field {
        void read(String name) throws IOException;
    }

    /** Reads one element of an array. */
    interface Element {
        void read() throws IOException;
    }

    /** Ends a span: the first value of a wrong type since the last one, in words that repeat nothing of it. */
    Optional<String> takeFlaw() {
        elements = 0;
        Optional<String> taken = Optional.ofNullable(flaw);
        flaw = null;
        return taken;
    }

    void skip() throws IOException {
        parser.skipChildren();
    }

    void object(String at, Field field) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            wrong(at, "must be an object");
            return;
        }
        List<String> names = new ArrayList<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (names.contains(name)) {
                note(at, "must not have a field twice");
            } else if (names.size() < NAMES_COMPARED) {
                names.add(name);
            }
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                field.read(name);
            }
        }
    }

    void array(String at, Element element) throws IOException {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            wrong(at, "must be an array");
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.read();
        }
    }

    /** An array within a span, of which what is far beyond any use is passed over. */
    void bounded(String at, Element element) throws IOException {
        bounded(at, MOST_ELEMENTS, element, () -> {});
    }

    /**
     * An array within a span, of which only so many elements are read.
     *
     * @param beyond what is done for each of the others, which are passed over
     */
    void bounded(String at, int most, Element element, Element beyond) throws IOException {
        AtomicInteger read = new AtomicInteger();
        array(at, () -> {
            if (elements++ >= MOST_ELEMENTS) {
                skip();
            } else if (!room.take()) {
                flaw = flaw == null ? Room.FULL : flaw;
                skip();
            } else if (read.getAndIncrement() < most) {
                element.read();
            } else {
                beyond.read();
                skip();
            }
        });
    }

    String text(String at) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
            return parser.getText();
        }
        wrong(at, "must be a string");
        return "";
    }

    ByteString id(String at) throws IOException {
        try {
            return ByteString.copyFrom(HexFormat.of().parseHex(text(at)));
        } catch (IllegalArgumentException e) {
            note(at, "must be hexadecimal digits");
            return ByteString.EMPTY;
        }
    }

    ByteString bytes(String at) throws IOException {
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(text(at)));
        } catch (IllegalArgumentException e) {
            note(at, "must be Base64");
            return ByteString.EMPTY;
        }
    }

    /** A number of 64 bits, signed or not, as a number or a string of digits. */
    long whole(String at) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT) || parser.hasToken(JsonToken.VALUE_STRING)) {
            String digits = parser.getText();
            if (WHOLE.matcher(digits).matches()) {
                BigInteger value = new BigInteger(digits);
                if (value.compareTo(BEYOND_64_BITS) < 0 && value.compareTo(LEAST) >= 0) {
                    return value.longValue();
                }
            }
        }
        wrong(at, "must be a whole number within 64 bits");
        return 0;
    }

    /** A number of 32 bits. */
    int number(String at) throws IOException {
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getText().length() <= 10) {
            return (int) parser.getLongValue();
        }
        wrong(at, "must be a whole number within 32 bits");
        return 0;
    }

    /** A constant by its number, as OTLP has it, or by its name, as protobuf's own JSON does. */
    <E extends Enum<E> & ProtocolMessageEnum> int constant(String at, Class<E> type) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return number(at);
        }
        try {
            return Enum.valueOf(type, parser.getText()).getNumber();
        } catch (IllegalArgumentException e) {
            note(at, "must be a number");
            return 0;
        }
    }

    double real(String at) throws IOException {
        if (parser.currentToken().isNumeric() && parser.getTextLength() <= NUMBER_LENGTH) {
            return parser.getDoubleValue();
        }
        if (parser.hasToken(JsonToken.VALUE_STRING) && NOT_FINITE.containsKey(parser.getText())) {
            return NOT_FINITE.get(parser.getText());
        }
        wrong(at, "must be a number");
        return 0;
    }

    boolean truth(String at) throws IOException {
        if (parser.currentToken().isBoolean()) {
            return parser.getBooleanValue();
        }
        wrong(at, "must be true or false");
        return false;
    }

    private void wrong(String at, String message) throws IOException {
        note(at, message);
        parser.skipChildren();
    }

    private void note(String at, String message) {
        if (flaw == null) {
            flaw = at + " " + message;
        }
    }
}
