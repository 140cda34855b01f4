package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.agentops.contract.run.AgentRun;
import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Failure;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;
import io.agentops.contract.run.ToolCall;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.trace.Span;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/** However runs and traces are told, the figures are those of the rows that are stored. */
@QuarkusTest
class RunStatsTest {

    private static final Instant START = Instant.parse("2026-02-03T10:59:58.123456789Z");
    private static final String COLUMNS = "hour, kind, agent_name, agent_version, environment, name, code, total, succeeded, failed, "
            + "tokens_prompt, tokens_completion, trim_scale(cost_usd), buckets, counts";
    private static final String KEPT = "SELECT string_agg(row::text, E'\\n' ORDER BY row::text COLLATE \"C\") FROM (SELECT ("
            + COLUMNS
            + ") AS row FROM run_stat WHERE project_id = $1) AS rows";
    private static final String BRUTE = """
            WITH figures AS (
                SELECT f.*
                  FROM (SELECT day, array_agg(run_id) AS ids FROM run WHERE project_id = $1 GROUP BY day) AS d
                 CROSS JOIN LATERAL run_figures($1, d.day, d.ids) AS f
            ), in_buckets AS (
                SELECT hour, kind, agent_name, agent_version, environment, name, code, array_agg(bucket ORDER BY bucket) AS buckets,
                       array_agg(n ORDER BY bucket) AS counts
                  FROM (SELECT hour, kind, agent_name, agent_version, environment, name, code, bucket, sum(n) AS n
                          FROM figures, unnest(buckets, counts) AS u(bucket, n)
                         GROUP BY hour, kind, agent_name, agent_version, environment, name, code, bucket) AS counted
                 GROUP BY hour, kind, agent_name, agent_version, environment, name, code
            )
            SELECT string_agg(row::text, E'\\n' ORDER BY row::text COLLATE "C")
              FROM (SELECT (s.hour, s.kind, s.agent_name, s.agent_version, s.environment, s.name, s.code, s.total, s.succeeded, s.failed,
                            s.tokens_prompt, s.tokens_completion, trim_scale(s.cost_usd), coalesce(b.buckets, '{}'), coalesce(b.counts, '{}')) AS row
                      FROM (SELECT hour, kind, agent_name, agent_version, environment, name, code, sum(total) AS total,
                                   sum(succeeded) AS succeeded, sum(failed) AS failed, sum(tokens_prompt) AS tokens_prompt,
                                   sum(tokens_completion) AS tokens_completion, sum(cost_usd) AS cost_usd
                              FROM figures
                             GROUP BY hour, kind, agent_name, agent_version, environment, name, code) AS s
                      LEFT JOIN in_buckets b
                        ON (s.hour, s.kind, s.agent_name, s.agent_version, s.environment, s.name, s.code)
                           IS NOT DISTINCT FROM (b.hour, b.kind, b.agent_name, b.agent_version, b.environment, b.name, b.code)) AS rows""";
    private static final String TOTALS = "tokens_prompt, trim_scale(cost_usd), (SELECT string_agg(b || ':' || c, ' ' ORDER BY b) FROM "
            + "unnest(buckets, counts) AS u(b, c))";
    private static final String SUMS = "SELECT string_agg(row::text, E'\\n' ORDER BY row::text COLLATE \"C\") FROM (SELECT (grain, start, kind, "
            + "agent_name, agent_version, environment, name, code, total, succeeded, failed, " + TOTALS
            + ") AS row FROM run_stat_sum WHERE project_id = $1) AS rows";
    private static final String SUMS_OF_KEPT = """
            SELECT string_agg(row::text, E'\\n' ORDER BY row::text COLLATE "C")
              FROM (SELECT (grain, start, kind, agent, version, environment, name, code, total, succeeded, failed, tokens, trim_scale(cost),
                            (SELECT string_agg(bucket || ':' || n, ' ' ORDER BY bucket)
                               FROM (SELECT bucket, sum(n) AS n
                                       FROM run_stat h, unnest(h.buckets, h.counts) AS u(bucket, n)
                                      WHERE h.project_id = $1 AND h.kind = s.kind AND h.name = s.name AND h.code = s.code
                                        AND date_trunc(CASE grain WHEN 'hour' THEN 'hour' ELSE 'day' END, h.hour, 'UTC') = start
                                        AND (grain <> 'agent_day' OR (h.agent_name, h.agent_version, h.environment)
                                             IS NOT DISTINCT FROM (s.agent, s.version, s.environment))
                                      GROUP BY bucket) AS counted)) AS row
                      FROM (SELECT grain, date_trunc(CASE grain WHEN 'hour' THEN 'hour' ELSE 'day' END, hour, 'UTC') AS start, kind,
                                   CASE grain WHEN 'agent_day' THEN agent_name ELSE '' END AS agent,
                                   CASE grain WHEN 'agent_day' THEN agent_version END AS version,
                                   CASE grain WHEN 'agent_day' THEN environment END AS environment, name, code, sum(total) AS total,
                                   sum(succeeded) AS succeeded, sum(failed) AS failed, sum(tokens_prompt) AS tokens, sum(cost_usd) AS cost
                              FROM run_stat CROSS JOIN unnest(ARRAY['hour', 'day', 'agent_day']) AS g(grain)
                             WHERE project_id = $1 AND kind <> 'group'
                             GROUP BY grain, 2, kind, 4, 5, 6, name, code) AS s) AS rows""";

    private final String project = "stats-" + UUID.randomUUID();

    @Inject
    RunStore runs;

    @Inject
    SpanStore spans;

    @Inject
    Database database;

    static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    @Test
    void aRunThatWentWellBringsItsFigures() {
        AgentRun run = AgentRunBuilder.builder().runId("r").agentName("a").agentVersion("1").environment("prod")
                .model("m")
                .status(RunStatus.SUCCESS).startedAt(START).endedAt(START.plusMillis(100))
                .cost(new Cost(10L, 20L, new BigDecimal("0.5")))
                .steps(List.of(StepBuilder.builder().stepId("s").name("n").stepType("llm").latencyMs(0.1).build()))
                .toolCalls(List.of(ToolCallBuilder.builder().callId("c").toolName("find").latencyMs(0.05).build()))
                .build();
        store(List.of(rows(run)));
        String expected = """
                ("2026-02-03 10:00:00+00",model,a,1,prod,m,"",1,0,0,10,20,0.5,{},{})
                ("2026-02-03 10:00:00+00",run,a,1,prod,"","",1,1,0,10,20,0.5,{160},{1})
                ("2026-02-03 10:00:00+00",step,a,1,prod,llm,"",1,0,0,0,0,0,{1},{1})
                ("2026-02-03 10:00:00+00",tool,a,1,prod,find,"",1,0,0,0,0,0,{0},{1})""";
        assertThat(database.value(KEPT, project)).isEqualTo(expected);
        assertThat(database.value(BRUTE, project)).isEqualTo(expected);
    }

    @Test
    void whatChangesIsTakenBackFirst() {
        AgentRun run = AgentRunBuilder.builder().runId("r").agentName("a").status(RunStatus.SUCCESS).startedAt(START)
                .build();
        store(List.of(rows(run)));
        store(List.of(rows(AgentRunBuilder.builder(run).status(RunStatus.FAILURE).errorType("Timeout")
                .startedAt(START.minusSeconds(3600)).build())));
        fold();
        assertThat(database.value(KEPT, project)).isEqualTo("""
                ("2026-02-03 09:00:00+00",failure,a,,,orchestration,timeout,1,0,1,0,0,0,{},{})
                ("2026-02-03 09:00:00+00",group,a,,,1-42de535474ce925a0f25d2d2,"",1,0,1,0,0,0,{},{})
                ("2026-02-03 09:00:00+00",run,a,,,"","",1,0,1,0,0,0,{},{})""");
    }

    @Test
    void tokensBeyondALongAddUp() {
        for (String id : List.of("r1", "r2", "r3")) {
            store(List.of(
                    rows(AgentRunBuilder.builder().runId(id).agentName("a").status(RunStatus.SUCCESS).startedAt(START)
                            .cost(new Cost(Long.MAX_VALUE, 1L, null)).build())));
        }
        fold();
        assertThat(database.value(
                "SELECT (tokens_prompt, tokens_completion)::text FROM run_stat WHERE project_id = $1 AND kind = 'run'",
                project)).isEqualTo("(27670116110564327421,3)");
    }

    @Test
    void runningRunsBringNothingYet() {
        store(List.of(rows(AgentRunBuilder.builder().runId("r").agentName("a").status(RunStatus.RUNNING)
                .startedAt(START).build())));
        assertThat(database.value("SELECT count(*)::text FROM run_stat WHERE project_id = $1", project)).isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void figuresAreThoseOfTheRows(int seed) {
        Random random = new Random(seed);
        List<List<RunRows<String>>> batches = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            batches.add(IntStream
                    .range(0, 5).mapToObj(run -> random.nextInt(3) == 0
                            ? null
                            : rows(run(random, "r" + run),
                                    random.nextInt(3) == 0 ? run(random, "r" + run) : null))
                    .filter(rows -> rows != null).toList());
        }
        List<Uni<Void>> stores = batches.stream().filter(batch -> !batch.isEmpty()).map(this::stored).toList();
        for (int i = 0; i < stores.size(); i += 2) {
            Uni.join()
                    .all(Stream
                            .concat(stores.subList(i, Math.min(stores.size(), i + 2)).stream(),
                                    Stream.of(foldMeanwhile()))
                            .toList())
                    .andFailFast().await().atMost(Duration.ofSeconds(20));
        }

        fold();
        assertThat(database.value(KEPT, project)).isEqualTo(database.value(BRUTE, project));
        assertThat(database.value(SUMS, project)).isEqualTo(database.value(SUMS_OF_KEPT, project));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void figuresOfTracesAreThoseOfTheirRuns(int seed) {
        Random random = new Random(seed);
        List<Uni<Void>> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String trace = TraceConvergenceTest.freshTrace();
            List<Span> all = new ArrayList<>(TraceConvergenceTest.spans(new Random(seed + i), "shared"));
            Collections.shuffle(all, random);
            for (List<Span> part : TraceConvergenceTest.batches(all, random)) {
                TraceRows<String> rows = new TraceRows<>(new TraceKey(project, trace));
                rows.add("m", new SpanBatch(trace, Map.of(), part), START);
                batches.add(spans.store(List.of(rows), connection -> Uni.createFrom().voidItem()).replaceWithVoid());
            }
        }
        Collections.shuffle(batches, random);
        for (int i = 0; i < batches.size(); i += 2) {
            Uni.join().all(batches.subList(i, Math.min(batches.size(), i + 2))).andFailFast().await()
                    .atMost(Duration.ofSeconds(20));
        }

        fold();
        assertThat(database.value(KEPT, project)).isEqualTo(database.value(BRUTE, project));
        assertThat(database.value(SUMS, project)).isEqualTo(database.value(SUMS_OF_KEPT, project));
    }

    private Uni<Void> foldMeanwhile() {
        return Uni.createFrom().<Void>item(() -> {
            fold();
            return null;
        }).runSubscriptionOn(Infrastructure.getDefaultExecutor());
    }

    private void fold() {
        database.value(
                "SELECT count(fold_run_stats($1, hour))::text FROM (SELECT DISTINCT hour FROM run_stat WHERE project_id = $1) AS h",
                project);
    }

    private void store(List<RunRows<String>> batch) {
        stored(batch).await().atMost(Duration.ofSeconds(20));
    }

    private Uni<Void> stored(List<RunRows<String>> batch) {
        return runs.store(batch, connection -> Uni.createFrom().voidItem()).replaceWithVoid();
    }

    private RunRows<String> rows(AgentRun... messages) {
        RunRows<String> rows = new RunRows<>(new RunKey(project, messages[0].runId()));
        Stream.of(messages).filter(message -> message != null).forEach(message -> rows.add("m", message, START));
        return rows;
    }

    /** Anything that may be said of a run, so that later messages say something else. */
    private static AgentRun run(Random random, String runId) {
        Supplier<String> some = () -> random.nextBoolean() ? "v" + random.nextInt(2) : null;
        Supplier<Double> latency = () -> random.nextBoolean() ? Math.exp(random.nextDouble() * 20 - 4) : null;
        Supplier<Cost> cost = () -> random.nextBoolean() ? new Cost(5L, null, new BigDecimal("0.0010")) : null;
        boolean well = random.nextBoolean();
        List<Step> steps = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> StepBuilder.builder().stepId("s" + i).name("n" + i)
                        .stepType(random.nextBoolean() ? "tool" : some.get()).model(some.get()).latencyMs(latency.get())
                        .cost(cost.get())
                        .startedAt(START).endedAt(random.nextBoolean() ? START.plusNanos(random.nextInt()) : null)
                        .metadata(random.nextBoolean() ? Map.of("tool_name", random.nextBoolean() ? "find" : 7) : null)
                        .status(well || random.nextBoolean() ? "ok" : "error").build())
                .toList();
        List<ToolCall> calls = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> ToolCallBuilder.builder().callId("c" + i)
                        .toolName("t" + random.nextInt(2)).stepId(random.nextBoolean() ? "s" + i : null)
                        .latencyMs(latency.get())
                        .statusCode(well || random.nextBoolean() ? 200 : 429).build())
                .toList();
        return AgentRunBuilder.builder().runId(runId).agentName("a" + random.nextInt(2)).agentVersion(some.get())
                .environment(some.get())
                .model(some.get()).status(RunStatus.values()[random.nextInt(RunStatus.values().length)])
                .startedAt(START.plusSeconds(random.nextInt(4) * 30_000L))
                .endedAt(random.nextBoolean() ? START.plusSeconds(90_009) : null)
                .cost(cost.get()).errorType(well ? null : some.get()).steps(steps).toolCalls(calls)
                .failures(random.nextInt(3) > 0
                        ? null
                        : List.of(new Failure("f", "a/b", "c/" + random.nextInt(2), null, null)))
                .build();
    }
}
