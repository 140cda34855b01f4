package io.agentops.ingest.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

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
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final String UNKNOWN = """
            (SELECT topic, partition, from_offset, to_offset FROM ledger_gap
              WHERE NOT unread ORDER BY found_at DESC LIMIT 500)
            UNION
            (SELECT topic, partition, from_offset, to_offset FROM ledger_gap WHERE NOT unread ORDER BY found_at LIMIT 500)
            ORDER BY topic, partition, from_offset""";

    /** Writers lock partitions before their gaps, and in this order; so must whoever else needs several. */
    private static final String LOCKED = """
            WITH found AS (SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[]) AS f(topic, partition, from_offset)),
                 locked AS MATERIALIZED (
                     SELECT topic FROM ledger_offset
                      WHERE (topic, partition) IN (SELECT topic, partition FROM found)
                      ORDER BY topic, partition
                        FOR UPDATE)""";

    private static final String EMPTY = LOCKED + """
            ,    gone AS (DELETE FROM ledger_gap g USING found f, (SELECT count(*) FROM locked) AS first
                           WHERE g.topic = f.topic AND g.partition = f.partition AND g.from_offset = f.from_offset
                          RETURNING g.topic, g.partition, g.to_offset - g.from_offset AS offsets)
            UPDATE ledger_offset o SET empty = o.empty + s.offsets
              FROM (SELECT topic, partition, sum(offsets)::bigint AS offsets FROM gone GROUP BY 1, 2) s
             WHERE o.topic = s.topic AND o.partition = s.partition""";

    private static final String UNREAD = LOCKED + """
            UPDATE ledger_gap g SET unread = true FROM found f, (SELECT count(*) FROM locked) AS first
             WHERE g.topic = f.topic AND g.partition = f.partition AND g.from_offset = f.from_offset""";

    private final Map<String, Object> config;
    private final Pool pool;

    @Inject
    Gaps(@Identifier("default-kafka-broker") Map<String, Object> broker, Pool pool) {
        this.pool = pool;
        config = new HashMap<>(broker);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // Only the place of a record is asked for.
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1024);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST.toMillis());
    }

    private record Gap(TopicPartition partition, long from, long to) {}

    private record Found(List<Gap> empty, List<Gap> unread) {}

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

    private Uni<Void> note(Found found) {
        return note(EMPTY, found.empty).chain(() -> note(UNREAD, found.unread));
    }

    private Uni<Void> note(String statement, List<Gap> gaps) {
        return pool.preparedQuery(statement).execute(Tuple.of(
                gaps.stream().map(gap -> gap.partition.topic()).toArray(String[]::new),
                gaps.stream().map(gap -> gap.partition.partition()).toArray(Integer[]::new),
                gaps.stream().map(Gap::from).toArray(Long[]::new))).replaceWithVoid();
    }

    private Found find(List<Gap> gaps) {
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        long end = System.nanoTime() + LONGEST.toNanos();
        Map<TopicPartition, List<Gap>> byPartition = gaps.stream().collect(Collectors.groupingBy(Gap::partition));
        // Those of which Kafka tells nothing take the time of others; not always of the same ones.
        List<TopicPartition> partitions = new ArrayList<>(byPartition.keySet());
        Collections.shuffle(partitions);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (TopicPartition partition : partitions) {
                if (System.nanoTime() < end) {
                    find(consumer, byPartition.get(partition), end, found);
                }
            }
        } catch (KafkaException e) {
            LOG.debugf("Gaps are looked at later: %s", e.getMessage());
        }
        return found;
    }

    /** Looks at gaps of one partition, which may be there no more. */
    private static void find(KafkaConsumer<byte[], byte[]> consumer, List<Gap> gaps, long end, Found found) {
        TopicPartition partition = gaps.get(0).partition;
        try {
            long beginning = consumer.beginningOffsets(List.of(partition), LONGEST_ANSWER).get(partition);
            for (Gap gap : gaps) {
                long next = gap.from < beginning ? gap.from : next(consumer, gap, end);
                if (next < 0) {
                    return;
                }
                (next < gap.to ? found.unread : found.empty).add(gap);
            }
        } catch (KafkaException e) {
            LOG.debugf("Gaps of %s are looked at later: %s", partition, e.getMessage());
        }
    }

    /** The offset of the next record, or where the consumer is when beyond the gap; negative when the time is over. */
    private static long next(KafkaConsumer<byte[], byte[]> consumer, Gap gap, long end) {
        consumer.assign(List.of(gap.partition));
        consumer.seek(gap.partition, gap.from);
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
