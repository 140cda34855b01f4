package io.agentops.ingest.letters;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

import io.agentops.contract.Topics;

/**
 * Where a dead letter is in Kafka.
 *
 * @param topic the one that refused the record, not that of the dead letter
 */
record Place(String topic, int partition, long offset) {

    static Place of(ConsumerRecord<String, byte[]> letter) {
        String topic = letter.topic().substring(0, letter.topic().length() - Topics.DLQ_SUFFIX.length());
        return new Place(topic, letter.partition(), letter.offset());
    }

    TopicPartition letters() {
        return new TopicPartition(topic + Topics.DLQ_SUFFIX, partition);
    }
}
