package io.agentops.sdk;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

/** Reads what the bulk door answers. */
final class Answers {

    private static final Set<Integer> NOT_NOW = Set.of(429, 502, 503, 504);
    /** A server that asks for more has made a mistake, or its clock has. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private final JsonFactory json;
    private final Clock clock;

    Answers(JsonFactory json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    Answer of(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 200) {
            return read(response.body());
        }
        return NOT_NOW.contains(status)
                ? new Answer.NotNow(response.headers().firstValue("Retry-After").map(this::retryAfter).orElse(null))
                : new Answer.Refused();
    }

    /** Seconds, or a date of HTTP; null for anything else. */
    Duration retryAfter(String header) {
        String value = header.strip();
        Duration wait;
        try {
            wait = value.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(clock.instant(),
                            Instant.from(ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)));
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : wait;
    }

    /** An answer that is not the bulk door's says nothing about the lines: they are sent again, which is harmless. */
    private Answer read(byte[] body) {
        try (JsonParser parser = json.createParser(body)) {
            Map<Integer, Answer.LineResult> lines = new HashMap<>();
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new Answer.NotNow(null);
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean results = parser.currentName().equals("results");
                if (parser.nextToken() == JsonToken.START_ARRAY && results) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        line(parser, lines);
                    }
                } else {
                    parser.skipChildren();
                }
            }
            return new Answer.Read(lines);
        } catch (IOException e) {
            return new Answer.NotNow(null);
        }
    }

    private static void line(JsonParser parser, Map<Integer, Answer.LineResult> lines) throws IOException {
        int number = 0;
        String status = "";
        boolean retryable = false;
        Set<String> errors = new LinkedHashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "line" -> number = parser.getValueAsInt();
                case "status" -> status = parser.getValueAsString("");
                case "retryable" -> retryable = parser.getValueAsBoolean();
                case "errors" -> errors(parser, errors);
                default -> parser.skipChildren();
            }
        }
        Answer.Fate fate = switch (status) {
            case "stored", "accepted" -> Answer.Fate.TAKEN;
            default -> retryable ? Answer.Fate.NOT_NOW : Answer.Fate.REFUSED;
        };
        lines.put(number, new Answer.LineResult(fate, List.copyOf(errors)));
    }

    private static void errors(JsonParser parser, Set<String> pointers) throws IOException {
        int depth = 0;
        do {
            if (parser.currentToken().isStructStart()) {
                depth++;
            } else if (parser.currentToken().isStructEnd()) {
                depth--;
            } else if (parser.currentToken() == JsonToken.VALUE_STRING && "pointer".equals(parser.currentName())) {
                pointers.add(parser.getText());
            }
        } while (depth > 0 && parser.nextToken() != null);
    }
}
