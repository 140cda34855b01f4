package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

class GathererTest {

    private static final TopicPartition PARTITION = new TopicPartition("topic", 0);
    private static final TopicPartition OTHER = new TopicPartition("topic", 1);
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofDays(1);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<Batch> batches = new CopyOnWriteArrayList<>();
    private final List<String> acknowledged = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    private record Batch(List<Long> offsets, CompletableFuture<Void> stored) {}

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void whatIsPolledWhileABatchIsStoredIsTheNextBatch() {
        Gatherer gatherer = gatherer(Duration.ofMillis(1));
        add(gatherer, 0, 2);
        add(gatherer, 2, 1);
        add(gatherer, 3, 3);
        assertThat(batch(0).offsets).containsExactly(0L, 1L);
        assertThat(acknowledged).isEmpty();
        batch(0).stored.complete(null);
        assertThat(batch(1).offsets).containsExactly(2L, 3L, 4L, 5L);
        await().atMost(LONGEST).untilAsserted(() -> assertThat(acknowledged).containsExactly("0: 0"));
        batch(1).stored.complete(null);
        await().atMost(LONGEST).untilAsserted(() -> assertThat(acknowledged).containsExactly("0: 0", "0: 3"));
        assertThat(batches).hasSize(2);
    }

    @Test
    void offsetsAreCommittedWhenManyRecordsAreStoredTheNewestOfEachPartitionFirst() {
        Gatherer gatherer = gatherer(NEVER);
        add(gatherer, 0, 1);
        batch(0).stored.complete(null);
        onContext(() -> gatherer.add(message(OTHER, 7, 1, 1)));
        batch(1).stored.complete(null);
        add(gatherer, 1, 497);
        batch(2).stored.complete(null);
        add(gatherer, 498, 1);
        assertThat(batch(3).offsets).containsExactly(498L);
        assertThat(acknowledged).isEmpty();
        batch(3).stored.complete(null);
        await().atMost(LONGEST).untilAsserted(() -> assertThat(acknowledged).containsExactly("0: 498", "1: 7"));
    }

    @Test
    void afterABatchOfSeveralTheNextOneWaitsUnlessItIsFull() {
        Gatherer gatherer = gatherer(NEVER, Duration.ofMillis(1));
        add(gatherer, 0, 2);
        batch(0).stored.complete(null);
        await().atMost(LONGEST).untilAsserted(() -> assertThat(acknowledged).containsExactly("0: 0"));
        add(gatherer, 2, 98);
        assertThat(batches).hasSize(1);
        add(gatherer, 100, 1);
        assertThat(batches).hasSize(1);
        add(gatherer, 101, 1);
        assertThat(batch(1).offsets).hasSize(100);
    }

    @Test
    void afterABatchOfSeveralTheNextOneBeginsWhenItsTimeHasCome() {
        Duration apart = Duration.ofMillis(300);
        Gatherer gatherer = gatherer(apart, NEVER);
        long before = System.nanoTime();
        add(gatherer, 0, 2);
        add(gatherer, 2, 1);
        batch(0).stored.complete(null);
        assertThat(batch(1).offsets).containsExactly(2L);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(apart);
        add(gatherer, 3, 1);
        batch(1).stored.complete(null);
        assertThat(batch(2).offsets).containsExactly(3L);
    }

    @Test
    void afterARecordThatCameAloneTheNextOneIsStoredAtOnce() {
        Gatherer gatherer = gatherer(NEVER, NEVER);
        add(gatherer, 0, 1);
        batch(0).stored.complete(null);
        add(gatherer, 1, 1);
        assertThat(batch(1).offsets).containsExactly(1L);
    }

    @Test
    void noMoreIsPolledThanHasRoom() {
        Gatherer gatherer = gatherer(NEVER);
        assertThat(add(gatherer, 0, 1)).isCompleted();
        assertThat(add(gatherer, 1, 99)).isCompleted();
        CompletableFuture<Void> room = add(gatherer, 100, 1);
        assertThat(room).isNotDone();
        batch(0).stored.complete(null);
        assertThat(batch(1).offsets).hasSize(100);
        assertThat(room).succeedsWithin(LONGEST);
    }

    @Test
    void noMoreBytesArePolledThanHaveRoom() {
        Gatherer gatherer = gatherer(NEVER);
        add(gatherer, 0, 1);
        CompletableFuture<Void> room = onContext(() -> gatherer.add(message(PARTITION, 1, 2, 2 << 20)));
        assertThat(room).isNotDone();
        batch(0).stored.complete(null);
        assertThat(room).succeedsWithin(LONGEST);
    }

    @Test
    void aStoreThatFailsEndsTheConsumer() {
        Gatherer gatherer = gatherer(Duration.ofMillis(1));
        add(gatherer, 0, 1);
        add(gatherer, 1, 1);
        batch(0).stored.completeExceptionally(new IllegalStateException("never"));
        await().atMost(LONGEST).untilAsserted(() -> assertThat(refused).containsExactly("0: 0"));
        add(gatherer, 2, 1);
        await().during(Duration.ofMillis(100)).atMost(LONGEST)
                .untilAsserted(() -> assertThat(acknowledged).isEmpty());
        assertThat(batches).hasSize(1);
    }

    @Test
    void aStoreThatThrowsEndsTheConsumer() {
        Gatherer gatherer = new Gatherer(records -> {
            throw new IllegalStateException("never");
        }, Duration.ZERO, NEVER);
        add(gatherer, 0, 1);
        await().atMost(LONGEST).untilAsserted(() -> assertThat(refused).containsExactly("0: 0"));
    }

    @Test
    void aRecordThatIsReadAgainBeginsAPart() {
        assertThat(BatchWriter.parts(Stream.concat(records(PARTITION, 5, 3, 1).stream(),
                records(PARTITION, 4, 5, 1).stream()).toList()))
                .extracting(part -> part.stream().map(ConsumerRecord::offset).toList())
                .containsExactly(List.of(5L, 6L, 7L), List.of(4L, 5L, 6L, 7L, 8L));
    }

    private Gatherer gatherer(Duration committed) {
        return gatherer(Duration.ZERO, committed);
    }

    private Gatherer gatherer(Duration apart, Duration committed) {
        return new Gatherer(records -> {
            Batch batch = new Batch(records.stream().map(ConsumerRecord::offset).toList(), new CompletableFuture<>());
            batches.add(batch);
            return Uni.createFrom().completionStage(batch.stored);
        }, apart, committed);
    }

    private Batch batch(int number) {
        await().atMost(LONGEST).until(() -> batches.size() > number);
        return batches.get(number);
    }

    /** Adds as the channel does: on its event loop. */
    private CompletableFuture<Void> add(Gatherer gatherer, long offset, int records) {
        return onContext(() -> gatherer.add(message(PARTITION, offset, records, 1)));
    }

    private CompletableFuture<Void> onContext(Supplier<Uni<Void>> adding) {
        CompletableFuture<CompletableFuture<Void>> added = new CompletableFuture<>();
        context.runOnContext(now -> added
                .completeAsync(() -> adding.get().subscribeAsCompletionStage(), Runnable::run));
        return added.orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS).join();
    }

    private Message<ConsumerRecords<String, byte[]>> message(TopicPartition partition, long offset, int records,
            int bytes) {
        String name = partition.partition() + ": " + offset;
        return Message.of(
                new ConsumerRecords<>(Map.of(partition, records(partition, offset, records, bytes)), Map.of()),
                () -> {
                    acknowledged.add(name);
                    return CompletableFuture.completedFuture(null);
                }, failure -> {
                    refused.add(name);
                    return CompletableFuture.completedFuture(null);
                });
    }

    private static List<ConsumerRecord<String, byte[]>> records(TopicPartition partition, long offset, int records,
            int bytes) {
        return IntStream.range(0, records).mapToObj(i -> new ConsumerRecord<>(partition.topic(), partition.partition(),
                offset + i, "key", new byte[bytes])).toList();
    }
}
