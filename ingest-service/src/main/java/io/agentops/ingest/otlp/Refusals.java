package io.agentops.ingest.otlp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts what of a request was refused, by reason. */
final class Refusals {

    private static final int NAMED_REASONS = 10;

    private final Map<String, Integer> byReason = new LinkedHashMap<>();
    private int total;

    void add(String reason) {
        byReason.merge(reason, 1, Integer::sum);
        total++;
    }

    int total() {
        return total;
    }

    /**
     * The reasons in the order they were met, the first few named.
     *
     * @param one what one refused thing is called
     */
    String summary(String one) {
        String named = byReason.entrySet().stream().limit(NAMED_REASONS)
                .map(e -> counted(e.getValue(), one) + ": " + e.getKey())
                .collect(Collectors.joining("; "));
        int others = byReason.values().stream().skip(NAMED_REASONS).mapToInt(Integer::intValue).sum();
        return others == 0 ? named : named + "; " + counted(others, one) + ": other reasons";
    }

    private static String counted(int count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
