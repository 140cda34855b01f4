package io.agentops.ingest.ledger;

import java.util.Arrays;
import java.util.Locale;

import io.agentops.contract.Topics;

/** What doors take and the ledger counts. */
public enum Unit {
    /** Messages about runs, as doors receive them: one each, however many records it was cut into. */
    RUNS(Topics.AGENT_RUNS),

    /** Spans, and log records as the spans they tell of. */
    SPANS(Topics.AGENT_SPANS),

    /** Heartbeats of agents. */
    HEARTBEATS(Topics.AGENT_TELEMETRY);

    private final String topic;

    Unit(String topic) {
        this.topic = topic;
    }

    /** What a topic carries. */
    public static Unit of(String topic) {
        return Arrays.stream(values()).filter(unit -> unit.topic.equals(topic)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic of messages: " + topic));
    }

    /** The topic that carries them. */
    public String topic() {
        return topic;
    }

    /** The name in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
