package io.agentops.ingest.limits;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

import io.smallrye.common.annotation.Identifier;

/** Asks Kafka how far the writers are behind. */
@Singleton
class WriterLag {

    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final Map<String, Object> config;
    private volatile Admin admin;

    @Inject
    WriterLag(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        config = new HashMap<>(broker);
        config.keySet().retainAll(AdminClientConfig.configNames());
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, "ingest-service-backlog");
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
    }

    /**
     * How far a group is.
     *
     * @param next by partition, the first record that it has not committed and that is still there
     * @param end by partition, the one that comes next
     */
    record Progress(Map<TopicPartition, Long> next, Map<TopicPartition, Long> end) {

        /** The records that are not committed. */
        long waiting() {
            return end.entrySet().stream().mapToLong(partition -> partition.getValue() - next(partition.getKey()))
                    .sum();
        }

        /** Whether all is committed that was there at an earlier time. */
        boolean hasAllOf(Progress earlier) {
            return earlier.end.entrySet().stream()
                    .allMatch(partition -> next(partition.getKey()) >= partition.getValue());
        }

        private long next(TopicPartition partition) {
            return next.getOrDefault(partition, 0L);
        }
    }

    /**
     * How far the group of a topic is. Blocks; for one caller at a time.
     *
     * @throws ExecutionException where Kafka cannot say
     * @throws TimeoutException where it does not say within a few seconds
     */
    Progress of(String topic, String group) throws ExecutionException, InterruptedException, TimeoutException {
        if (admin == null) {
            admin = Admin.create(config);
        }
        Set<TopicPartition> partitions = result(admin.describeTopics(Set.of(topic)).allTopicNames()).get(topic)
                .partitions().stream().map(partition -> new TopicPartition(topic, partition.partition()))
                .collect(Collectors.toSet());
        // In this order: what is committed meanwhile only makes the difference larger, never negative.
        Map<TopicPartition, OffsetAndMetadata> committed = result(
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, ListOffsetsResultInfo> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, ListOffsetsResultInfo> end = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, Long> nexts = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata next = committed.get(partition);
            nexts.put(partition, Math.max(first.get(partition).offset(), next == null ? 0 : next.offset()));
            ends.put(partition, end.get(partition).offset());
        }
        return new Progress(nexts, ends);
    }

    private Map<TopicPartition, ListOffsetsResultInfo> offsets(Set<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        return result(admin.listOffsets(partitions.stream()
                .collect(Collectors.toMap(partition -> partition, partition -> which))).all());
    }

    private static <T> T result(KafkaFuture<T> answer)
            throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
