package io.agentops.ingest.store;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Inject;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.contract.Topics;
import io.agentops.ingest.Database;
import io.agentops.ingest.ledger.Books;
import io.agentops.ingest.ledger.Books.Account;
import io.agentops.ingest.ledger.Ledger;
import io.agentops.ingest.ledger.Tally;
import io.agentops.ingest.ledger.Unit;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** What a crash leaves uncommitted is read again, whatever of it was stored; the ledger has it once. */
@QuarkusTest
class RedeliveryTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Map<String, Account> ONCE = Map.of("http runs", new Account(0, 0, 2, 0), "kafka runs",
            new Account(0, 0, 2, 2));

    @Inject
    RunConsumer consumer;

    @Inject
    RunRecords reader;

    @Inject
    RunStore store;

    @Inject
    Ledger ledger;

    @Inject
    Books books;

    @Inject
    Database database;

    /** No partition that the topic has. */
    private final int partition = 1000 + ThreadLocalRandom.current().nextInt(1_000_000);
    private final String project = freshId("again");
    private final String refused = freshId("refused");

    @BeforeEach
    void refuseOne() {
        database.value("ALTER TABLE run ADD CONSTRAINT refuse_again CHECK (run_id <> '" + refused + "') NOT VALID");
    }

    @AfterEach
    void forget() {
        database.value("ALTER TABLE run DROP CONSTRAINT refuse_again");
        database.value("DELETE FROM ledger_offset WHERE partition >= 1000");
    }

    /** A run in two records, one of its own, one that PostgreSQL refuses, one that is no run, and a direct producer's. */
    private List<ConsumerRecord<String, byte[]>> log() {
        String large = freshId("large");
        return List.of(
                message(0, failedToolRun(large), Map.of("door", "http", "messages", "1")),
                message(1, failedToolRun(large), Map.of("door", "http", "messages", "0")),
                message(2, failedToolRun(freshId("own")), Map.of("door", "http", "messages", "1")),
                message(3, failedToolRun(refused), Map.of()),
                message(4, "{poison", Map.of()),
                message(5, failedToolRun(freshId("direct")), Map.of()),
                message(6, failedToolRun(freshId("direct")), Map.of()));
    }

    @Test
    void recordsReadTwiceCountOnce() {
        List<ConsumerRecord<String, byte[]>> log = log();
        consume(log.subList(0, 5));
        consume(log.subList(0, 5));
        consume(log.subList(2, 7));
        consume(log);
        assertThat(books.of(project)).isEqualTo(ONCE);
    }

    @Test
    void whatWasStoredBeforeACrashCountsWhenItIsReadAgain() {
        List<ConsumerRecord<String, byte[]>> log = log();
        RunRows<String> half = rows(log.get(0));
        store.store(List.of(half), connection -> Uni.createFrom().voidItem()).await().atMost(LONGEST);
        assertThat(books.of(project)).isEmpty();
        consume(log);
        assertThat(books.of(project)).isEqualTo(ONCE);
    }

    @Test
    void whatIsNotStoredIsNotCounted() {
        List<ConsumerRecord<String, byte[]>> log = log();
        Tally tally = ledger.tally(Unit.RUNS);
        tally.add(log.get(0), project, "http", 1);
        assertThatThrownBy(() -> store.store(List.of(rows(log.get(0))), connection -> tally.count(connection)
                .chain(() -> Uni.createFrom().failure(new IllegalStateException("killed"))))
                .await().atMost(LONGEST)).hasMessage("killed");
        assertThat(books.of(project)).isEmpty();
        assertThat(database.value("SELECT count(*) FROM run WHERE project_id = $1", project)).isEqualTo("0");
        consume(log);
        assertThat(books.of(project)).isEqualTo(ONCE);
    }

    private RunRows<String> rows(ConsumerRecord<String, byte[]> message) {
        RunRecords.Content.Run run = (RunRecords.Content.Run) reader.read(message);
        RunRows<String> rows = new RunRows<>(run.key());
        rows.add("m", run.run(), Instant.now());
        return rows;
    }

    private void consume(List<ConsumerRecord<String, byte[]>> records) {
        consumer.store(records).await().atMost(LONGEST);
    }

    private ConsumerRecord<String, byte[]> message(long offset, String run, Map<String, String> headers) {
        var all = new org.apache.kafka.common.header.internals.RecordHeaders();
        all.add("project_id", project.getBytes(StandardCharsets.UTF_8));
        headers.entrySet().forEach(
                header -> all.add(header.getKey(), header.getValue().getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(Topics.AGENT_RUNS, partition, offset, Instant.now().toEpochMilli(),
                TimestampType.CREATE_TIME, 0, 0, "key", run.getBytes(StandardCharsets.UTF_8), all, Optional.empty());
    }
}
