package io.agentops.benchmarks.faults;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;

/** What is not as it should be. Keeps the first few in words and counts the rest. */
final class Differences {

    private static final int SHOWN = 40;
    private static final int SHOWN_LENGTH = 300;

    private final List<String> shown = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong count = new AtomicLong();

    void add(String difference) {
        if (count.incrementAndGet() <= SHOWN) {
            shown.add(difference);
        }
    }

    long count() {
        return count.get();
    }

    List<String> shown() {
        synchronized (shown) {
            return List.copyOf(shown);
        }
    }

    /**
     * Adds where two values differ: numbers by value, times as moments.
     *
     * @param whole whether what was found may hold nothing more
     */
    void compare(String at, JsonNode expected, JsonNode found, boolean whole) {
        if (expected.isObject() && found.isObject()) {
            expected.properties().forEach(field -> compare(at + "/" + field.getKey(), field.getValue(),
                    found.path(field.getKey()), whole));
            if (whole) {
                found.fieldNames().forEachRemaining(name -> {
                    if (!expected.has(name) && !found.get(name).isNull()) {
                        add("%s/%s: nobody sent %s".formatted(at, name, brief(found.get(name))));
                    }
                });
            }
        } else if (!same(expected, found)) {
            add("%s: sent %s, found %s".formatted(at, brief(expected), brief(found)));
        }
    }

    private static boolean same(JsonNode expected, JsonNode found) {
        if (expected.isNumber() && found.isNumber()) {
            return expected.decimalValue().compareTo(found.decimalValue()) == 0;
        }
        if (expected.isArray() && found.isArray() && expected.size() == found.size()) {
            for (int i = 0; i < expected.size(); i++) {
                if (!same(expected.get(i), found.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (expected.isObject() && found.isObject() && expected.size() == found.size()) {
            return expected.properties().stream()
                    .allMatch(field -> same(field.getValue(), found.path(field.getKey())));
        }
        return expected.equals(found) || isSameMoment(expected, found);
    }

    private static boolean isSameMoment(JsonNode expected, JsonNode found) {
        if (!expected.isTextual() || !found.isTextual()) {
            return false;
        }
        try {
            return OffsetDateTime.parse(expected.textValue()).isEqual(OffsetDateTime.parse(found.textValue()));
        } catch (DateTimeException noTimes) {
            return false;
        }
    }

    private static String brief(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
    }
}
