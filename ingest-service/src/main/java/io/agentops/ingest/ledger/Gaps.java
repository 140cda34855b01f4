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
             WHERE NOT unread ORDER BY found_at DESC LIMIT 1000""";

    private static final String EMPTY = """
            WITH found AS (SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[]) AS f(topic, partition, from_offset)),
                 gone AS (DELETE FROM ledger_gap g USING found f
                           WHERE g.topic = f.topic AND g.partition = f.partition AND g.from_offset = f.from_offset
                          RETURNING g.topic, g.partition, g.to_offset - g.from_offset AS offsets)
            UPDATE ledger_offset o SET empty = o.empty + s.offsets
              FROM (SELECT topic, partition, sum(offsets)::bigint AS offsets FROM gone GROUP BY 1, 2) s
             WHERE o.topic = s.topic AND o.partition = s.partition""";

    private static final String UNREAD = """
            UPDATE ledger_gap g SET unread = true
              FROM unnest($1::text[], $2::int[], $3::bigint[]) AS f(topic, partition, from_offset)
             WHERE g.topic = f.topic AND g.partition = f.partition AND g.from_offset = f.from_offset""";

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
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<TopicPartition, Long> beginnings = consumer
                    .beginningOffsets(gaps.stream().map(Gap::partition).distinct().toList());
            for (Gap gap : gaps) {
                long next = gap.from < beginnings.get(gap.partition) ? gap.from : next(consumer, gap, end);
                if (next < 0) {
                    break;
                }
                (next < gap.to ? found.unread : found.empty).add(gap);
            }
        } catch (KafkaException e) {
            LOG.debugf("Gaps are looked at later: %s", e.getMessage());
        }
        return found;
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
