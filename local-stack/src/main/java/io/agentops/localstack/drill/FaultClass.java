package io.agentops.localstack.drill;

import java.util.Locale;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A kind of fault as the drill injects it, with the category that its symptom in a run has. */
enum FaultClass {
    LATENCY("timeout", "latency_ms", 2500),
    ERROR("unknown", "status", 500),
    RATE_LIMIT("rate_limited", "retry_after_seconds", 1),
    HANG("timeout", null, 0),
    RESET("unknown", null, 0),
    BANDWIDTH("timeout", "bytes_per_second", 40),
    CORRUPT("unknown", "body_mode", 0),
    EMPTY_RETRIEVAL("retrieval_empty", null, 0),
    MALFORMED_JSON("unknown", null, 0),
    CRASH("unknown", null, 0);

    /** As sidecars of the demo call the way to the tools. */
    private static final String TOOLS = "tools";

    private final String category;
    private final String field;
    private final int value;

    /** @param field what is asked for beyond the type, null for nothing */
    FaultClass(String category, String field, int value) {
        this.category = category;
        this.field = field;
        this.value = value;
    }

    /** What a right report says. */
    String category() {
        return category;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the platform's door is asked for. */
    ObjectNode wish(String faultId, int ttlSeconds, long seed) {
        ObjectNode wish = JsonNodeFactory.instance.objectNode().put("fault_id", faultId).put("type", wireName())
                .put("ttl_seconds", ttlSeconds).put("seed", seed).put("owner", LeakCheck.OWNER);
        if (this != CRASH) {
            wish.putObject("match").put("route", TOOLS);
        }
        if (this == CORRUPT) {
            // A flipped byte may leave an answer that is well-formed and wrong, which nothing shows.
            wish.put(field, "truncate");
        } else if (field != null) {
            wish.put(field, value);
        }
        return wish;
    }
}
