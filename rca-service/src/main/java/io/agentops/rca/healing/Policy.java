package io.agentops.rca.healing;

import java.util.Locale;

/** Who restarts an agent. */
enum Policy {
    /** People alone. */
    MANUAL,
    /** The platform, too. */
    AUTOMATIC;

    static Policy of(String wireName) {
        return valueOf(wireName.toUpperCase(Locale.ROOT));
    }
}
