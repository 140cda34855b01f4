package io.agentops.kafkabroker;

import java.util.Map;

import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic to create, as one argument on the command line.
 */
record TopicSpec(String name, int partitions, Map<String, String> settings) {

    /** Reads {@code name:partitions[:max.message.bytes]}. */
    static TopicSpec parse(String argument) {
        String[] parts = argument.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("Topic must be name:partitions[:max.message.bytes], was " + argument);
        }
        Map<String, String> settings = parts.length == 3 ? Map.of("max.message.bytes", parts[2]) : Map.of();
        return new TopicSpec(parts[0], Integer.parseInt(parts[1]), settings);
    }

    NewTopic toNewTopic() {
        return new NewTopic(name, partitions, (short) 1).configs(settings);
    }
}
