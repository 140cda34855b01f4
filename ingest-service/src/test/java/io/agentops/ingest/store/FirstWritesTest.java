package io.agentops.ingest.store;

import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** Rows whose key is gone are merged with all the same. */
@QuarkusTest
class FirstWritesTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-02-03T10:00:00Z");

    @Inject
    RunStore runs;

    @Inject
    SpanStore spans;

    @Inject
    Database database;

    @Test
    void aRunWithoutItsKeyIsMerged() {
        String runId = freshId("keyless");
        store(runId, "s1", "1.0");
        database.value("DELETE FROM run_key WHERE run_id = $1", runId);
        store(runId, "s2", null);
        assertThat(database.value("SELECT agent_version FROM run WHERE run_id = $1", runId)).isEqualTo("1.0");
        assertThat(
                database.value("SELECT string_agg(step_id, ',' ORDER BY step_id) FROM step WHERE run_id = $1", runId))
                .isEqualTo("s1,s2");
    }

    @Test
    void aTraceWithoutItsKeyTellsOfAllItsSpans() {
        String trace = freshId("keyless");
        report(trace, List.of("01", "02"));
        database.value("DELETE FROM trace_key WHERE trace_id = $1", trace);
        report(trace, List.of("02", "03"));
        assertThat(database.value("SELECT count(*) FROM span WHERE trace_id = $1", trace)).isEqualTo("3");
        assertThat(database.value(
                "SELECT count(*) FROM step JOIN run USING (project_id, day, run_id) WHERE trace_id = $1", trace))
                .isEqualTo("3");
    }

    private void store(String runId, String step, String version) {
        RunRows<String> rows = new RunRows<>(new RunKey("default", runId));
        rows.add("m", AgentRunBuilder.builder().runId(runId).agentName("a").agentVersion(version).startedAt(START)
                .status(RunStatus.SUCCESS)
                .steps(List.of(StepBuilder.builder().stepId(step).name(step).status("success").build())).build(),
                START);
        runs.store(List.of(rows), connection -> Uni.createFrom().voidItem()).await().atMost(LONGEST);
    }

    private void report(String trace, List<String> ids) {
        TraceRows<String> rows = new TraceRows<>(new TraceKey("default", trace));
        rows.add("m", new SpanBatch(trace, Map.of(), ids.stream()
                .map(id -> SpanBuilder.builder().spanId(id).parentSpanId(id.equals("01") ? null : "01").name("chat")
                        .startedAt(START).endedAt(START.plusSeconds(1))
                        .attributes(Map.of("gen_ai.operation.name", "chat")).build())
                .toList()), START);
        spans.store(List.of(rows), connection -> Uni.createFrom().voidItem()).await().atMost(LONGEST);
    }
}
