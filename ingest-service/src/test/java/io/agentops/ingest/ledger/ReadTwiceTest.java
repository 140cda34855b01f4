package io.agentops.ingest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.Samples;
import io.agentops.ingest.ledger.Books.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Kafka delivers again what was not committed, to the same writer or to another one that is still at it: it counts once. */
@QuarkusTest
class ReadTwiceTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final List<String> DOORS = List.of("http", "bulk", "kafka");
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Inject
    Ledger ledger;

    @Inject
    LedgerCheck check;

    @Inject
    Books books;

    @Inject
    Database database;

    @Inject
    Pool pool;

    /** No partition that the topic has. */
    private final int partition = 1000 + ThreadLocalRandom.current().nextInt(1_000_000) * 10;
    private final String project = Samples.freshId("twice");

    private record Message(ConsumerRecord<String, byte[]> message, String door, long messages, boolean dead) {}

    @BeforeEach
    void begin() {
        books.begin();
    }

    @AfterEach
    void forget() {
        database.value("DELETE FROM ledger_offset WHERE partition >= 1000");
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anySequenceOfPartsEndsInTheSameLedger(int seed) {
        Random random = new Random(seed);
        List<List<Message>> logs = List.of(log(partition, random), log(partition + 1, random),
                log(partition + 2, random));
        int[] done = new int[logs.size()];
        while (!isAtTheEnd(logs, done)) {
            List<Message> part = part(logs, done, random);
            // Two writers may have the same records for a moment: the old one of a partition, and the new one.
            Uni<Void> one = tally(part).count();
            Uni<Void> other = random.nextInt(3) == 0 ? tally(part).count() : Uni.createFrom().voidItem();
            Uni.join().all(one, other).andFailFast().await().atMost(LONGEST);
        }
        assertThat(books.of(project)).isEqualTo(accounts(logs));
        for (List<Message> log : logs) {
            assertThat(progress(log.get(0).message.partition())).isEqualTo("7 " + (7 + log.size()) + " " + log.size());
        }
        assertThat(database.value("SELECT count(DISTINCT hour) FROM ledger WHERE project_id = $1", project))
                .isEqualTo(Long.toString(logs.stream().flatMap(List::stream).filter(one -> one.messages > 0)
                        .map(one -> one.message.timestamp() / HOUR).distinct().count()));
        assertThat(missing()).isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void writersOfDifferentPartitionsDoNotWaitForEachOther() {
        List<Message> one = List.of(message(partition, 7, "http", 1, false));
        List<Message> other = List.of(message(partition + 1, 7, "http", 2, false));
        pool.withTransaction(connection -> tally(one).count(connection).chain(() -> tally(other).count()))
                .await().atMost(LONGEST);
        assertThat(books.of(project)).isEqualTo(Map.of("http runs", new Account(0, 0, 3, 0)));
    }

    @Test
    void timesFarFromNowCountAsThePresentHour() {
        long now = System.currentTimeMillis();
        Tally tally = ledger.tally(Unit.RUNS);
        tally.add(at(partition, 0, -1), project, "kafka", 1);
        tally.add(at(partition, 1, Long.MAX_VALUE), project, "kafka", 1);
        tally.add(at(partition, 2, now - 31L * 24 * HOUR), project, "kafka", 1);
        tally.add(at(partition, 3, now - 29L * 24 * HOUR), project, "kafka", 1);
        tally.add(at(partition, 4, now + 25 * HOUR), project, "kafka", 1);
        tally.count().await().atMost(LONGEST);
        assertThat(
                database.value("SELECT string_agg(stored::text, ', ' ORDER BY hour) FROM ledger WHERE project_id = $1 "
                        + "AND hour > now() - interval '30 days' AND hour < now() + interval '1 hour'", project))
                .isEqualTo("1, 4");
    }

    private Balance.Missing missing() {
        return check.check().await().atMost(LONGEST);
    }

    private String progress(int of) {
        return database.value("SELECT first_offset || ' ' || next_offset || ' ' || records FROM ledger_offset "
                + "WHERE topic = 'agent-runs' AND partition = $1", of);
    }

    private Tally tally(List<Message> part) {
        Tally tally = ledger.tally(Unit.RUNS);
        for (Message one : part) {
            tally.add(one.message, project, one.door, one.messages);
            if (one.dead) {
                tally.deadLettered(one.message);
            }
        }
        return tally;
    }

    /** What comes next of each partition, or again: a crash may go back any way, but never beyond what was read. */
    private static List<Message> part(List<List<Message>> logs, int[] done, Random random) {
        List<Message> part = new ArrayList<>();
        for (int i = 0; i < done.length; i++) {
            int from = random.nextBoolean() ? done[i] : random.nextInt(done[i] + 1);
            int to = Math.min(logs.get(i).size(), from + random.nextInt(8));
            part.addAll(logs.get(i).subList(from, to));
            done[i] = Math.max(done[i], to);
        }
        return part.isEmpty() ? logs.get(0).subList(0, Math.max(1, done[0])) : part;
    }

    private static boolean isAtTheEnd(List<List<Message>> logs, int[] done) {
        return IntStream.range(0, done.length).allMatch(i -> done[i] == logs.get(i).size());
    }

    private List<Message> log(int of, Random random) {
        return IntStream.range(0, 1 + random.nextInt(30)).mapToObj(i -> message(of, 7 + i,
                DOORS.get(random.nextInt(DOORS.size())), random.nextInt(4), random.nextInt(5) == 0)).toList();
    }

    private Message message(int of, long offset, String door, long messages, boolean dead) {
        return new Message(at(of, offset, Instant.now().toEpochMilli() - offset % 3 * HOUR), door, messages, dead);
    }

    private static ConsumerRecord<String, byte[]> at(int of, long offset, long millis) {
        return new ConsumerRecord<>(Topics.AGENT_RUNS, of, offset, millis, TimestampType.CREATE_TIME, 0, 0, "key",
                null, new RecordHeaders(), Optional.empty());
    }

    private static Map<String, Account> accounts(List<List<Message>> logs) {
        Map<String, Account> accounts = new TreeMap<>();
        for (Message one : logs.stream().flatMap(List::stream).filter(message -> message.messages > 0).toList()) {
            accounts.merge(one.door + " runs", new Account(0, 0, one.dead ? 0 : one.messages,
                    one.dead ? one.messages : 0),
                    (a, b) -> new Account(0, 0, a.stored() + b.stored(),
                            a.deadLettered() + b.deadLettered()));
        }
        return accounts;
    }
}
