package io.agentops.ingest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Inject;

import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.Samples;
import io.agentops.ingest.ledger.Books.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

@QuarkusTest
class DoorFlushTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Inject
    Pool pool;

    @Inject
    LedgerSettings settings;

    @Inject
    Books books;

    @Inject
    Database database;

    /** No partition that the topic has. */
    private final int partition = 1000 + ThreadLocalRandom.current().nextInt(1_000_000);
    private final String project = Samples.freshId("flush");
    private final DoorCounts counts = new DoorCounts();

    @AfterEach
    void forget() {
        database.value("DELETE FROM ledger_count WHERE project_id = $1", project);
        database.value("DELETE FROM ledger_offset WHERE partition >= 1000");
    }

    @Test
    void whatIsSentAgainForWantOfAnAnswerCountsOnce() {
        DoorFlush flush = new DoorFlush(counts, pool, settings);
        counts.accepted(project, "http", Unit.RUNS, 1, at(41));
        counts.rejected(project, "http", Unit.RUNS, 2);
        // Both begin before either has its answer, and so send the same.
        Uni.join().all(flush.flush(), flush.flush()).andFailFast().await().atMost(LONGEST);
        assertThat(books.of(project)).isEqualTo(Map.of("http runs", new Account(1, 2, 0, 0)));
        counts.accepted(project, "http", Unit.RUNS, 1, at(40));
        flush.flush().await().atMost(LONGEST);
        assertThat(books.of(project)).isEqualTo(Map.of("http runs", new Account(2, 2, 0, 0)));
        assertThat(database.value("SELECT acked_offset FROM ledger_offset WHERE partition = $1", partition))
                .isEqualTo("42");
    }

    @Test
    void countsOfTwoProcessesAddUp() {
        DoorCounts others = new DoorCounts();
        counts.accepted(project, "bulk", Unit.RUNS, 1, at(0));
        others.accepted(project, "bulk", Unit.RUNS, 1, at(1));
        Uni.join().all(new DoorFlush(counts, pool, settings).flush(), new DoorFlush(others, pool, settings).flush())
                .andFailFast().await().atMost(LONGEST);
        assertThat(books.of(project)).isEqualTo(Map.of("bulk runs", new Account(2, 0, 0, 0)));
    }

    private RecordMetadata at(long offset) {
        return new RecordMetadata(new TopicPartition("agent-runs", partition), offset, 0,
                Instant.now().toEpochMilli(), 0, 0);
    }
}
