package io.agentops.contract.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a fault must be like, for those who take one in and for those who carry it out. */
public final class FaultRules {

    public static final int MOST_TTL_SECONDS = 900;
    public static final int MOST_LATENCY_MS = 60_000;
    public static final int MOST_TEXT = 500;
    /** How many faults an agent may have at once. */
    public static final int MOST_FAULTS = 16;

    private static final String TYPES = Arrays.stream(FaultType.values()).map(FaultType::wireName)
            .collect(Collectors.joining(", "));

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9.:_-]{1,200}");

    private FaultRules() {}

    /**
     * One thing that is wrong.
     *
     * @param pointer a JSON pointer into the spec
     * @param message what it must be, without the offending value
     */
    public record Violation(
            String pointer,
            String message) {}

    /** All that is wrong with a fault, in the order of its fields; empty when it can be armed. */
    public static List<Violation> violations(FaultSpec fault) {
        Findings found = new Findings();
        // It stands in a header of every answer that the fault affects.
        found.unless(fault.faultId() != null && ID.matcher(fault.faultId()).matches(), "/fault_id",
                "must be 1 to 200 letters, digits, dots, colons, underscores or hyphens");
        found.unless(fault.type() != null, "/type", "must be one of " + TYPES);
        found.unless(fault.probability() > 0 && fault.probability() <= 1, "/probability",
                "must be above 0 and at most 1");
        found.range("/latency_ms", fault.latencyMs(), 1, MOST_LATENCY_MS);
        found.jitter(fault);
        found.range("/status", fault.status(), 400, 599);
        found.range("/bytes_per_second", fault.bytesPerSecond(), 1, 1 << 30);
        found.range("/retry_after_seconds", fault.retryAfterSeconds(), 1, 3600);
        found.match(fault.match());
        found.unless(fault.ttlSeconds() != null, "/ttl_seconds", "is required");
        found.range("/ttl_seconds", fault.ttlSeconds(), 1, MOST_TTL_SECONDS);
        found.range("/max_requests", fault.maxRequests(), 1, Integer.MAX_VALUE);
        found.text("/owner", fault.owner(), MOST_TEXT, false);
        found.text("/reason", fault.reason(), MOST_TEXT, false);
        return found.violations;
    }

    private static final class Findings {
        private final List<Violation> violations = new ArrayList<>();

        void unless(boolean good, String pointer, String message) {
            if (!good) {
                violations.add(new Violation(pointer, message));
            }
        }

        void range(String pointer, Integer value, int least, int most) {
            unless(value == null || (value >= least && value <= most), pointer,
                    most == Integer.MAX_VALUE ? "must be at least " + least : "must be " + least + " to " + most);
        }

        void text(String pointer, String value, int most, boolean required) {
            boolean present = value != null && !value.isEmpty();
            unless(present ? value.length() <= most : !required, pointer,
                    "must be " + (required ? "1 to " : "at most ") + most + " characters");
        }

        void jitter(FaultSpec fault) {
            Integer jitter = fault.jitterMs();
            unless(jitter == null || (jitter >= 0 && fault.latencyMs() != null && jitter <= fault.latencyMs()),
                    "/jitter_ms", "must be 0 to latency_ms");
        }

        void match(FaultMatch match) {
            unless(match.path() == null || (match.path().startsWith("/") && match.path().length() <= MOST_TEXT),
                    "/match/path", "must begin with / and be at most " + MOST_TEXT + " characters");
            unless(match.method() == null || match.method().matches("[A-Z]{1,20}"), "/match/method",
                    "must be a method in capitals");
            unless(match.header() == null
                    || match.header().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}(: ?[^\\r\\n]{0,400})?"),
                    "/match/header", "must be a header's name, or name: value");
            text("/match/route", match.route(), 100, true);
        }
    }
}
