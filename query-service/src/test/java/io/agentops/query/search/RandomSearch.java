package io.agentops.query.search;

import java.util.List;
import java.util.Random;

/** Writes searches at random, in which the values that {@link RandomRuns} gives to runs are likely. */
final class RandomSearch {

    private static final List<String> LABEL_FIELDS = List.of("agent", "version", "env", "model", "tool", "failed_tool",
            "failure_code", "guardrail", "group", "conversation", "parent", "run", "trace");
    private static final List<String> COMPARISONS = List.of(">", ">=", "<", "<=", "");
    private static final int MOST_CONDITIONS = 12;

    private final Random random;
    private int left = MOST_CONDITIONS;

    private RandomSearch(Random random) {
        this.random = random;
    }

    static String any(Random random) {
        return new RandomSearch(random).either(3);
    }

    private String either(int depth) {
        StringBuilder text = new StringBuilder(all(depth));
        while (left > 0 && random.nextInt(3) == 0) {
            text.append(" OR ").append(all(depth));
        }
        return text.toString();
    }

    private String all(int depth) {
        StringBuilder text = new StringBuilder(part(depth));
        while (left > 0 && random.nextInt(3) == 0) {
            text.append(random.nextBoolean() ? " AND " : " ").append(part(depth));
        }
        return text.toString();
    }

    private String part(int depth) {
        left--;
        String sign = switch (random.nextInt(5)) {
            case 0 -> "-";
            case 1 -> "NOT ";
            default -> "";
        };
        return sign + (depth > 0 && random.nextInt(4) == 0 ? "(" + either(depth - 1) + ")" : condition());
    }

    private String condition() {
        return switch (random.nextInt(8)) {
            case 0 -> "error:" + quoted(any(RandomRuns.ERRORS));
            case 1 -> quoted(random.nextBoolean() ? any(RandomRuns.LABELS) : any(RandomRuns.ERRORS));
            case 2 -> "status:" + any(List.of("running", "success", "failure", "partial", "*ing", "*"));
            case 3 -> "latency:" + compared(any(RandomRuns.MILLIS) + "ms", any(RandomRuns.MILLIS) + "ms", "1000000ms");
            case 4 -> "cost:" + compared(any(RandomRuns.COSTS), any(RandomRuns.COSTS), "999");
            case 5 -> random.nextBoolean()
                    ? "tokens:" + compared(any(RandomRuns.TOKENS).toString(), "0", "12")
                    : "started:" + compared(any(RandomRuns.STARTS).toString(), any(RandomRuns.STARTS).toString(),
                            "2026-03-05T00:00:00Z");
            default -> any(LABEL_FIELDS) + ":" + label();
        };
    }

    private String compared(String value, String least, String most) {
        return random.nextInt(4) == 0 ? least + ".." + most : any(COMPARISONS) + value;
    }

    private String label() {
        String label = any(RandomRuns.LABELS);
        boolean plain = label.chars().allMatch(Character::isLetterOrDigit);
        return switch (random.nextInt(5)) {
            case 0 -> "*";
            case 1 -> plain ? label.charAt(0) + "*" : quoted(label);
            case 2 -> plain ? "*" + label.substring(label.length() - 1) : quoted(label);
            case 3 -> "*" + any(List.of("a", "%", "_", "\\", "ä")) + "*";
            default -> quoted(label);
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
