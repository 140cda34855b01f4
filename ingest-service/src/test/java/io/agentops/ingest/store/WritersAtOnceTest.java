package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.RepeatedTest;

import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** Runs that both doors tell of at the same time are stored by both writers, without either failing or waiting for the other for ever. */
@QuarkusTest
class WritersAtOnceTest {

    private static final int RUNS = 40;

    @Inject
    RunStore runs;

    @Inject
    SpanStore spans;

    @Inject
    Database database;

    @RepeatedTest(15)
    void bothDoorsTellOfTheSameRunningRuns() {
        Instant now = Instant.now();
        String prefix = "both-" + UUID.randomUUID() + "-";
        List<String> ids = IntStream.range(0, RUNS).mapToObj(i -> prefix + i).toList();
        told(ids, now, now).await().atMost(Duration.ofSeconds(20));

        Uni.join().all(told(ids, now, now.plusSeconds(1)), traced(ids, now, now.plusSeconds(2)),
                told(ids, now, now.plusSeconds(3)), traced(ids, now, now.plusSeconds(4)))
                .andFailFast().await().atMost(Duration.ofSeconds(60));

        assertThat(database.value("SELECT count(*) FROM run WHERE run_id LIKE $1 AND NOT from_spans", prefix + "%"))
                .isEqualTo("40");
        assertThat(database.value("SELECT count(DISTINCT last_reported_at) FROM run_key WHERE run_id LIKE $1",
                prefix + "%"))
                .isEqualTo("1");
    }

    private Uni<Void> told(List<String> ids, Instant startedAt, Instant reportedAt) {
        return runs.store(ids.stream().map(id -> {
            RunRows<String> rows = new RunRows<>(new RunKey("default", id));
            rows.add("m",
                    AgentRunBuilder.builder().runId(id).agentName("a").status(RunStatus.RUNNING).startedAt(startedAt)
                            .build(),
                    reportedAt);
            return rows;
        }).toList(), connection -> Uni.createFrom().voidItem()).replaceWithVoid();
    }

    /** Each in a trace of its own, which has not ended. */
    private Uni<Void> traced(List<String> ids, Instant startedAt, Instant reportedAt) {
        return spans.store(ids.stream().map(id -> {
            String trace = HexFormat.of().toHexDigits(UUID.randomUUID().getMostSignificantBits())
                    + HexFormat.of().toHexDigits(UUID.randomUUID().getLeastSignificantBits());
            TraceRows<String> rows = new TraceRows<>(new TraceKey("default", trace));
            rows.add("m", new SpanBatch(trace, Map.of(), List.of(SpanBuilder.builder().spanId("0000000000000001")
                    .name("invoke_agent a").startedAt(startedAt)
                    .attributes(Map.of("gen_ai.operation.name", "invoke_agent", "agentops.run.id", id)).build())),
                    reportedAt);
            return rows;
        }).toList(), connection -> Uni.createFrom().voidItem()).replaceWithVoid();
    }
}
