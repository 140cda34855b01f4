package io.agentops.ingest.agents;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a batch says of one agent: the latest heartbeat, and all that happened. */
final class AgentRow {

    private final AgentKey key;
    private final List<ConsumerRecord<String, byte[]>> messages = new ArrayList<>();
    private final Map<String, AgentEvent> events = new LinkedHashMap<>();
    private Heard latest;

    AgentRow(AgentKey key) {
        this.key = key;
    }

    /**
     * Adds a heartbeat, in any order.
     *
     * @param message its record; null where there is none
     */
    void add(ConsumerRecord<String, byte[]> message, Heard heard) {
        if (message != null) {
            messages.add(message);
        }
        AgentEvent.of(heard).forEach(event -> events.putIfAbsent(event.told(), event));
        if (latest == null || heard.isAfter(latest)) {
            latest = heard;
        }
    }

    AgentKey key() {
        return key;
    }

    Heard latest() {
        return latest;
    }

    List<ConsumerRecord<String, byte[]>> messages() {
        return messages;
    }

    /** The days of all that happened. */
    Stream<LocalDate> days() {
        return events.values().stream().map(AgentEvent::day).distinct();
    }

    /** What the latest heartbeat tells of. */
    String told() {
        return AgentEvent.of(latest).stream().map(AgentEvent::told).collect(Collectors.joining("\n"));
    }

    /** What was not told before. */
    List<AgentEvent> eventsBeyond(String told) {
        Set<String> known = told == null ? Set.of() : told.lines().collect(Collectors.toSet());
        return events.values().stream().filter(event -> !known.contains(event.told())).toList();
    }
}
