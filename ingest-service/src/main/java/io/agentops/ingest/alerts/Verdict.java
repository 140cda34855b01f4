package io.agentops.ingest.alerts;

import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param value what was measured; null where there was too little to measure
 * @param threshold what it was held against; null where there was nothing to hold it against
 * @param evidence numbers and words that say how it came about
 */
record Verdict(
        Standing standing,
        Double value,
        Double threshold,
        Map<String, Object> evidence) {

    /** How a condition stands. */
    enum Standing {
        /** It holds. */
        HOLDS,
        /** It holds no more, and not yet so clearly that a rule that fires would resolve. */
        BETWEEN,
        /** It does not hold. */
        CLEAR,
        /** There are too few runs to tell. */
        UNKNOWN
    }

    static Verdict unknown(Map<String, Object> evidence) {
        return new Verdict(Standing.UNKNOWN, null, null, evidence);
    }
}
