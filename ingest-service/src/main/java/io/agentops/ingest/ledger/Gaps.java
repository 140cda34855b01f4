package io.agentops.ingest.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Asks Kafka what is at the offsets that writers passed without a record. Usually nothing: a producer that writes in
 * transactions leaves an offset without a record for each. What does hold one was skipped.
 */
@Singleton
class Gaps {

    private static final Logger LOG = Logger.getLogger(Gaps.class);
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final String UNKNOWN = """
            SELECT topic, partition, from_offset, to_offset FROM ledger_gap
             WHERE NOT unread ORDER BY found_at DESC LIMIT 100""";

    private static final String EMPTY = """
            WITH gone AS (DELETE FROM ledger_gap WHERE topic = $1 AND partition = $2 AND from_offset = $3
                          RETURNING to_offset - from_offset AS offsets)
            UPDATE ledger_offset o SET empty = o.empty + gone.offsets FROM gone WHERE o.topic = $1 AND o.partition = $2""";

    private static final String UNREAD = """
            UPDATE ledger_gap SET unread = true WHERE topic = $1 AND partition = $2 AND from_offset = $3""";

    private final Map<String, Object> config;
    private final Pool pool;

    @Inject
    Gaps(@Identifier("default-kafka-broker") Map<String, Object> broker, Pool pool) {
        this.pool = pool;
        config = new HashMap<>(broker);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
    }

    private record Gap(TopicPartition partition, long from, long to) {}

    /** What is known of a gap now. */
    private record Found(Gap gap, boolean empty) {}

    /** Completes once the ledger has what Kafka could tell of the newest gaps; those it could not are left for next time. */
    Uni<Void> examine() {
        return pool.query(UNKNOWN).execute().chain(rows -> {
            List<Gap> gaps = new ArrayList<>();
            rows.forEach(row -> gaps.add(new Gap(new TopicPartition(row.getString(0), row.getInteger(1)),
                    row.getLong(2), row.getLong(3))));
            return gaps.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().item(() -> find(gaps))
                            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                            .chain(this::note);
        });
    }

    private Uni<Void> note(List<Found> found) {
        Uni<Void> done = Uni.createFrom().voidItem();
        for (Found one : found) {
            TopicPartition partition = one.gap.partition;
            done = done.chain(() -> pool.preparedQuery(one.empty ? EMPTY : UNREAD)
                    .execute(Tuple.of(partition.topic(), partition.partition(), one.gap.from)).replaceWithVoid());
        }
        return done;
    }

    private List<Found> find(List<Gap> gaps) {
        List<Found> found = new ArrayList<>();
        long end = System.nanoTime() + LONGEST.toNanos();
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (Gap gap : gaps) {
                consumer.assign(List.of(gap.partition));
                if (consumer.beginningOffsets(List.of(gap.partition)).get(gap.partition) > gap.from) {
                    found.add(new Found(gap, false));
                    continue;
                }
                consumer.seek(gap.partition, gap.from);
                long next = next(consumer, gap, end);
                if (next < 0) {
                    break;
                }
                found.add(new Found(gap, next >= gap.to));
            }
        } catch (KafkaException e) {
            LOG.debugf("Gaps are looked at later: %s", e.getMessage());
        }
        return found;
    }

    /** The offset of the next record, or where the consumer is when beyond the gap; negative when the time is over. */
    private static long next(KafkaConsumer<byte[], byte[]> consumer, Gap gap, long end) {
        while (System.nanoTime() < end) {
            for (var message : consumer.poll(POLL)) {
                return message.offset();
            }
            if (consumer.position(gap.partition) >= gap.to) {
                return gap.to;
            }
        }
        return -1;
    }
}
