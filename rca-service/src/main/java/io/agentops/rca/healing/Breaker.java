package io.agentops.rca.healing;

import java.util.Locale;

/** Whether an agent is still restarted by itself. */
enum Breaker {
    /** It is. */
    CLOSED,
    /** No longer: people must look. */
    OPEN,
    /** One restart is tried; it closes the breaker or opens it again. */
    HALF_OPEN;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Breaker of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
