package io.agentops.ingest.otlp;

/** How many values one request may still have: a few bytes of it become objects many times as large. */
final class Room {

    static final int VALUES = 524_288;
    static final String FULL = "a request may have at most %,d attributes and values in all".formatted(VALUES);

    private int left = VALUES;

    /** Whether one more is within the bound. */
    boolean take() {
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
