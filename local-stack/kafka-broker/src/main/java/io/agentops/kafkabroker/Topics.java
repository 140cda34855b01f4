package io.agentops.kafkabroker;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Creates the topics that are missing and makes sure that they take records.
 *
 * <p>A producer that writes the moment a topic was created can loop for minutes on out-of-order sequence numbers. So each
 * new partition is asked first with a record whose timestamp lies too far in the future: a partition that is ready
 * refuses it for just that, and nothing is written.
 */
final class Topics {

    private static final long WAIT_SECONDS = 30;
    private static final Duration TOO_FAR = Duration.ofDays(365);

    private final Map<String, Object> connection;

    Topics(String bootstrapServers) {
        this.connection = Map.of("bootstrap.servers", bootstrapServers);
    }

    void provide(List<TopicSpec> wanted) throws Exception {
        try (Admin admin = Admin.create(connection)) {
            Set<String> present = admin.listTopics().names().get(WAIT_SECONDS, TimeUnit.SECONDS);
            List<TopicSpec> missing = wanted.stream().filter(topic -> !present.contains(topic.name())).toList();
            admin.createTopics(missing.stream().map(TopicSpec::toNewTopic).toList())
                    .all().get(WAIT_SECONDS, TimeUnit.SECONDS);
            awaitReady(missing);
        }
    }

    private void awaitReady(List<TopicSpec> topics) throws Exception {
        if (!topics.isEmpty()) {
            System.err.println(
                    "New topics are asked with records they must refuse; InvalidTimestampException is expected");
        }
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("acks", "all");
        settings.put("enable.idempotence", false);
        settings.put("delivery.timeout.ms", (int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
        settings.put("request.timeout.ms", 5000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (TopicSpec topic : topics) {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                    awaitRefusal(producer, topic.name(), partition);
                }
            }
        }
    }

    private static void awaitRefusal(KafkaProducer<byte[], byte[]> producer, String topic, int partition)
            throws Exception {
        long future = System.currentTimeMillis() + TOO_FAR.toMillis();
        var probe = new ProducerRecord<>(topic, partition, future, new byte[0], new byte[0]);
        try {
            producer.send(probe).get(WAIT_SECONDS, TimeUnit.SECONDS);
            throw new IllegalStateException(topic + " took a record from the future");
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof InvalidTimestampException)) {
                throw e;
            }
        }
    }
}
