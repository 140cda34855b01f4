package io.agentops.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.agentops.contract.run.AgentRunBuilder;
import io.agentops.contract.run.RunStatus;
import io.agentops.contract.run.ToolCallBuilder;
import io.agentops.contract.trace.SpanBatch;
import io.agentops.contract.trace.SpanBuilder;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** Writers that find the same new groups at the same time each store their runs, and the groups once. */
@QuarkusTest
class GroupsAtOnceTest {

    private static final int GROUPS = 30;
    private static final Instant NOW = Instant.now();

    private final String project = "groups-" + UUID.randomUUID();

    @Inject
    RunStore runs;

    @Inject
    SpanStore spans;

    @Inject
    Database database;

    @RepeatedTest(15)
    void writersFindTheSameNewGroups() {
        String agent = "a" + UUID.randomUUID();
        Random random = new Random(7);
        List<Uni<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            writers.add(told(agent, shuffled(random)));
            writers.add(traced(agent, shuffled(random)));
        }
        Uni.join().all(writers).andFailFast().await().atMost(Duration.ofSeconds(60));

        assertThat(database
                .value("SELECT count(*) || ' ' || count(DISTINCT message) FROM failure_group WHERE project_id = $1 "
                        + "AND agent_name = $2 AND failure_type = 'tool'", project, agent))
                .isEqualTo("30 30");
        assertThat(database.value(
                "SELECT string_agg(DISTINCT total::text, ',') FROM (SELECT sum(s.total) AS total FROM run_stat s "
                        + "JOIN failure_group g ON g.project_id = s.project_id AND g.group_id = s.name "
                        + "WHERE s.project_id = $1 AND s.kind = 'group' AND s.agent_name = $2 AND g.failure_type = 'tool' GROUP BY s.name) AS t",
                project, agent)).isEqualTo("3");
    }

    @Test
    void onceThereAreManyGroupsWhatWasSaidMakesNoMore() {
        String agent = "a" + UUID.randomUUID();
        told(agent, List.of(0)).await().atMost(Duration.ofSeconds(20));
        database.value("INSERT INTO failure_group (project_id, group_id, agent_name) SELECT $1, 'other-' || i, 'a' "
                + "FROM generate_series(1, 10000) AS i", project);
        told(agent, List.of(0, 1, 2)).await().atMost(Duration.ofSeconds(20));
        assertThat(database.value(
                "SELECT string_agg(coalesce(message, '-') || ' ' || total, ', ' ORDER BY message) FROM (SELECT g.message, "
                        + "sum(s.total) AS total FROM failure_group g JOIN run_stat s ON s.project_id = g.project_id AND s.kind = 'group' "
                        + "AND s.name = g.group_id WHERE g.project_id = $1 GROUP BY g.message) AS t",
                project))
                .isEqualTo("no word0x 2, - 2");
    }

    private static List<Integer> shuffled(Random random) {
        List<Integer> groups = new ArrayList<>(IntStream.range(0, GROUPS).boxed().toList());
        Collections.shuffle(groups, random);
        return groups;
    }

    private Uni<Void> told(String agent, List<Integer> groups) {
        return runs.store(groups.stream().map(group -> {
            String id = UUID.randomUUID().toString();
            RunRows<String> rows = new RunRows<>(new RunKey(project, id));
            rows.add("m", AgentRunBuilder.builder().runId(id).agentName(agent).status(RunStatus.FAILURE).startedAt(NOW)
                    .toolCalls(List.of(ToolCallBuilder.builder().callId("c").toolName("t").errorClass("E")
                            .errorMessage("no word" + group + "x").build()))
                    .build(), NOW);
            return rows;
        }).toList(), connection -> Uni.createFrom().voidItem()).replaceWithVoid();
    }

    /** Failed runs of the same agent in traces that say nothing of what went wrong. */
    private Uni<Void> traced(String agent, List<Integer> groups) {
        return spans.store(groups.stream().map(group -> {
            String trace = HexFormat.of().toHexDigits(UUID.randomUUID().getMostSignificantBits())
                    + HexFormat.of().toHexDigits(UUID.randomUUID().getLeastSignificantBits());
            TraceRows<String> rows = new TraceRows<>(new TraceKey(project, trace));
            rows.add("m", new SpanBatch(trace, Map.of(), List.of(SpanBuilder.builder().spanId("0000000000000001")
                    .name("invoke_agent " + agent).startedAt(NOW).endedAt(NOW.plusSeconds(1)).status("error")
                    .statusMessage("no word" + group + "x")
                    .attributes(Map.of("gen_ai.operation.name", "invoke_agent", "gen_ai.agent.name", agent)).build())),
                    NOW);
            return rows;
        }).toList(), connection -> Uni.createFrom().voidItem()).replaceWithVoid();
    }
}
