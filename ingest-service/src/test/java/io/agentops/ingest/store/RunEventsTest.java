package io.agentops.ingest.store;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.Topics;
import io.agentops.contract.run.StoredRuns;
import io.agentops.ingest.Database;
import io.agentops.ingest.IngestMetrics;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.stream.StreamMessage;
import io.quarkus.redis.datasource.stream.StreamRange;
import io.quarkus.test.junit.QuarkusTest;

/** The writer tells which runs it stored, in one entry a batch, and does not depend on being heard. */
@QuarkusTest
class RunEventsTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Inject
    RunConsumer consumer;

    @Inject
    RunEvents events;

    @Inject
    RedisDataSource redis;

    @Inject
    Database database;

    @Inject
    MeterRegistry meters;

    @Inject
    ObjectMapper mapper;

    /** No partition that the topic has. */
    private final int partition = 1000 + ThreadLocalRandom.current().nextInt(1_000_000);
    private final String project = freshId("told");
    private final String other = freshId("other");
    private final LocalDate today = LocalDate.ofInstant(Instant.now().minusSeconds(60), ZoneOffset.UTC);

    /** A connection that has to be made first, or was lost by another test, may take longer than the writer waits. */
    @BeforeEach
    void connect() {
        String first = freshId("first");
        await().atMost(LONGEST).until(() -> {
            events.send(Map.of(new RunKey(first, "r"), new RunDay(today, true))).await().atMost(LONGEST);
            return !told(first).isEmpty();
        });
    }

    @AfterEach
    void forget() {
        database.value("DELETE FROM ledger_offset WHERE partition >= 1000");
    }

    @Test
    void aBatchIsToldInOneEntryOfEachProject() throws Exception {
        consume(message(0, project, failedToolRun("b")), message(1, project, failedToolRun("a")),
                message(2, project, failedToolRun("b")), message(3, project, "{poison"),
                message(4, other, failedToolRun("c")));
        assertThat(told(project)).containsExactly(Map.of(today, List.of("a", "b")));
        assertThat(told(other)).containsExactly(Map.of(today, List.of("c")));
        consume(message(5, project, failedToolRun("d")));
        assertThat(told(project)).containsExactly(Map.of(today, List.of("a", "b")), Map.of(today, List.of("d")));
        assertThat(redis.key().ttl(StoredRuns.streamKey(project))).isBetween(StoredRuns.KEEP_SECONDS - 60,
                StoredRuns.KEEP_SECONDS);
    }

    @Test
    void entriesAreBoundedInRunsAndCharacters() throws Exception {
        Map<RunKey, RunDay> runs = new TreeMap<>();
        RunDay day = new RunDay(today, true);
        IntStream.range(0, 1001).forEach(i -> runs.put(new RunKey(project, "r%04d".formatted(i)), day));
        IntStream.range(0, 200).forEach(i -> runs.put(new RunKey(other, "%0200d".formatted(i)), day));
        events.send(runs).await().atMost(LONGEST);
        assertThat(told(project)).extracting(days -> days.get(today).size()).containsExactlyInAnyOrder(500, 500, 1);
        assertThat(told(other)).extracting(days -> days.get(today).size()).containsExactlyInAnyOrder(163, 37);
    }

    @Test
    void aStreamKeepsOnlyTheNewestEntries() throws Exception {
        RunDay day = new RunDay(today, true);
        for (int i = 0; i < 2300; i++) {
            events.send(Map.of(new RunKey(project, "r" + i), day)).await().atMost(LONGEST);
        }
        List<Map<LocalDate, List<String>>> told = told(project);
        assertThat(told).hasSizeBetween(StoredRuns.MOST_ENTRIES, StoredRuns.MOST_ENTRIES + 100);
        assertThat(told.get(told.size() - 1)).isEqualTo(Map.of(today, List.of("r2299")));
    }

    @Test
    void withoutRedisBatchesAreStoredAndCountedAsNotTold() throws Exception {
        double skipped = skipped();
        SharedStack.control(PartName.REDIS, Control.KILL);
        try {
            consume(message(0, project, failedToolRun("a")), message(1, project, failedToolRun("b")));
            assertThat(skipped()).isEqualTo(skipped + 2);
        } finally {
            SharedStack.control(PartName.REDIS, Control.START);
        }
        assertThat(database.value("SELECT count(*) FROM run WHERE project_id = $1", project)).isEqualTo("2");
        await().atMost(LONGEST).until(() -> {
            consume(message(2, project, failedToolRun("c")));
            return !told(project).isEmpty();
        });
        assertThat(told(project).get(0)).isEqualTo(Map.of(today, List.of("c")));
    }

    @Test
    void aSlowRedisIsNotWaitedForLong() {
        double skipped = skipped();
        redis.execute("CLIENT", "PAUSE", "5000", "ALL");
        long start = System.nanoTime();
        events.send(Map.of(new RunKey(project, "a"), new RunDay(today, true))).await().atMost(LONGEST);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(skipped()).isEqualTo(skipped + 1);
    }

    private double skipped() {
        return meters.counter(IngestMetrics.RUN_EVENTS_SKIPPED).count();
    }

    private List<Map<LocalDate, List<String>>> told(String of) throws Exception {
        List<Map<LocalDate, List<String>>> told = new ArrayList<>();
        for (StreamMessage<String, String, String> entry : redis.stream(String.class)
                .xrange(StoredRuns.streamKey(of), StreamRange.of("-", "+"))) {
            assertThat(entry.payload()).containsOnlyKeys(StoredRuns.FIELD);
            Map<LocalDate, List<String>> days = new TreeMap<>(
                    mapper.readValue(entry.payload().get(StoredRuns.FIELD), StoredRuns.class).days());
            days.replaceAll((day, ids) -> ids.stream().sorted().toList());
            told.add(days);
        }
        return told;
    }

    @SafeVarargs
    private void consume(ConsumerRecord<String, byte[]>... records) {
        consumer.store(List.of(records)).await().atMost(LONGEST);
    }

    private ConsumerRecord<String, byte[]> message(long offset, String of, String run) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(Topics.HEADER_PROJECT, of.getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(Topics.AGENT_RUNS, partition, offset, Instant.now().toEpochMilli(),
                TimestampType.CREATE_TIME, 0, 0, "key", run.getBytes(StandardCharsets.UTF_8), headers,
                Optional.empty());
    }
}
