package io.agentops.ingest.alerts;

import java.util.Map;
import java.util.UUID;

/**
 * What is to be told of a rule.
 *
 * @param firedBy the event with which the rule began to fire; null of that one
 */
record Happening(
        UUID id,
        Change change,
        UUID firedBy,
        Double value,
        Double threshold,
        Map<String, Object> evidence,
        Notification notification) {

    /** What there is to tell. */
    enum Change {
        FIRED,
        RESOLVED,
        REMINDER
    }

    /** Whether receivers are told. */
    enum Notification {
        SENT,
        MUTED,
        LIMITED,
        NONE
    }
}
