package io.agentops.query.vulnerabilities;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** How bad a finding is, the worst first. */
public enum Severity {
    CRITICAL,
    HIGH,
    MEDIUM,
    LOW;

    /** So many steps less bad, and never less than {@link #LOW}. */
    Severity lowered(int steps) {
        return steps == 0 ? this : lower().lowered(steps - 1);
    }

    private Severity lower() {
        return switch (this) {
            case CRITICAL -> HIGH;
            case HIGH -> MEDIUM;
            default -> LOW;
        };
    }

    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
