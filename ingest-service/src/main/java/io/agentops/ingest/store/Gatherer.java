package io.agentops.ingest.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Makes one batch of all that is polled while the batch before it is stored. A batch has a price of its own, some tens of times that of
 * a record; a writer that stored each poll by itself would pay it for one or two records each, and be busy with that at a tenth of
 * what it can store. For the same reason a batch of several is followed by the next one only some time after it began, unless that one
 * is full; and offsets are committed some times a second, not for each poll: what was stored since is read again after a crash, and
 * changes nothing. A batch of one record is followed at once, so that a caller who waits for each answer is not held up.
 *
 * <p>All that is taken is stored, also where its partition is another consumer's by then, which reads it again: were it dropped, a later
 * record of the partition that is on its way here could be acknowledged over it.
 *
 * <p>One gatherer serves one consumer, on that consumer's event loop.
 */
final class Gatherer {

    private static final Logger LOG = Logger.getLogger(Gatherer.class);
    /** What may be held; a poll that is taken may exceed it once. Larger batches take longer for each record, and more heap. */
    private static final int MOST_RECORDS = 100;
    private static final long MOST_BYTES = 4 * 1024 * 1024;
    private static final int MOST_UNCOMMITTED = 500;

    private final Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> store;
    private final Duration apart;
    private final Duration committed;
    private Held waiting = new Held();
    private Held stored = new Held();
    private boolean storing;
    private long notBefore = System.nanoTime();
    private boolean beginTimed;
    private boolean commitTimed;
    private Context context;
    private UniEmitter<? super Void> room;

    /** Records, and by which messages they are acknowledged. */
    private static final class Held {

        private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        /** The newest message of each partition, the oldest of them first. */
        private final Map<TopicPartition, Message<?>> newest = new LinkedHashMap<>();
        private int count;
        private long bytes;

        void add(Message<ConsumerRecords<String, byte[]>> polled) {
            polled.getPayload().forEach(this::add);
            polled.getPayload().partitions().forEach(partition -> put(partition, polled));
        }

        private void add(ConsumerRecord<String, byte[]> record) {
            records.add(record);
            count++;
            bytes += record.value() == null ? 0 : record.value().length;
        }

        /** Takes over what other records are acknowledged by, and not the records. */
        void addAcknowledgements(Held other) {
            other.newest.forEach(this::put);
            count += other.count;
        }

        private void put(TopicPartition partition, Message<?> message) {
            newest.remove(partition);
            newest.put(partition, message);
        }

        boolean isFull() {
            return count >= MOST_RECORDS || bytes >= MOST_BYTES;
        }
    }

    /**
     * Nothing waits yet.
     *
     * @param store completes once all of the records are stored or dead-lettered; none is given before the one before is over
     * @param apart how long after the beginning of a batch of several the next one begins at the earliest
     * @param committed how long after they are stored the offsets of records are committed at the latest
     */
    Gatherer(Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> store, Duration apart, Duration committed) {
        this.store = store;
        this.apart = apart;
        this.committed = committed;
    }

    /**
     * Takes what was polled; it is acknowledged some time after it is stored.
     *
     * @return completes when there is room for more
     */
    Uni<Void> add(Message<ConsumerRecords<String, byte[]>> polled) {
        context = Vertx.currentContext();
        waiting.add(polled);
        begin();
        return Uni.createFrom().emitter(emitter -> {
            room = emitter;
            tellOfRoom();
        });
    }

    private void tellOfRoom() {
        if (room != null && !waiting.isFull()) {
            UniEmitter<? super Void> waited = room;
            room = null;
            waited.complete(null);
        }
    }

    private void begin() {
        if (storing || waiting.records.isEmpty()) {
            return;
        }
        long early = notBefore - System.nanoTime();
        if (early > 0 && !waiting.isFull()) {
            beginIn(Duration.ofNanos(early));
            return;
        }
        Held batch = waiting;
        notBefore = System.nanoTime() + (batch.count > 1 ? apart.toNanos() : 0);
        waiting = new Held();
        storing = true;
        Context of = context;
        Uni.createFrom().deferred(() -> store.apply(batch.records))
                .emitOn(task -> of.runOnContext(now -> task.run()))
                .subscribe().with(done -> end(batch), failure -> refuse(batch, failure));
        tellOfRoom();
    }

    private void beginIn(Duration time) {
        if (!beginTimed) {
            beginTimed = true;
            context.owner().setTimer(time.toMillis() + 1, timer -> {
                beginTimed = false;
                begin();
            });
        }
    }

    private void end(Held batch) {
        storing = false;
        stored.addAcknowledgements(batch);
        commitWhenDue();
        begin();
    }

    private void commitWhenDue() {
        if (stored.count >= MOST_UNCOMMITTED) {
            commit();
        } else if (!commitTimed) {
            commitTimed = true;
            context.owner().setTimer(committed.toMillis(), timer -> {
                commitTimed = false;
                commit();
            });
        }
    }

    /** The newest first: the connector commits what lies beyond the last commit of its partition, and sends nothing for the rest. */
    private void commit() {
        List<Message<?>> messages = new ArrayList<>(new LinkedHashSet<>(stored.newest.values()));
        stored = new Held();
        for (int i = messages.size() - 1; i >= 0; i--) {
            // The connector tells of a commit that fails; the next one covers it, or the records are read again.
            Uni.createFrom().completionStage(messages.get(i)::ack).subscribe().with(done -> {}, failure -> {});
        }
    }

    /** Ends the consumer, which the health check tells: where a store fails that never should, nothing may be passed over. */
    private static void refuse(Held batch, Throwable failure) {
        LOG.errorf("A consumer ends, since its records could not be stored: %s", failure.getClass().getName());
        Message<?> any = batch.newest.values().iterator().next();
        // With the connector's failure strategy "fail" this always fails itself, which is how the consumer ends.
        Uni.createFrom().completionStage(() -> any.nack(failure)).subscribe().with(done -> {}, ended -> {});
    }
}
