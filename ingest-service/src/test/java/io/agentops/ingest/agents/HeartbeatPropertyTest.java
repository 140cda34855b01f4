package io.agentops.ingest.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.FaultPhase;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.FaultType;
import io.agentops.contract.agent.HeartbeatBuilder;
import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** Any duplication, splitting or reordering of an agent's heartbeats, over starts of its sidecar, ends in the same rows. */
@QuarkusTest
class HeartbeatPropertyTest {

    private static final Instant START = Instant.now().truncatedTo(ChronoUnit.HOURS);

    @Inject
    AgentStore store;

    @Inject
    Database database;

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyDeliveryEndsInTheSameRows(int seed) {
        Random random = new Random(seed);
        List<Heard> heartbeats = heartbeats(random);
        String inOrder = "prop-" + UUID.randomUUID();
        heartbeats.forEach(heard -> store(inOrder, List.of(heard)));

        List<Heard> delivered = new ArrayList<>(heartbeats);
        delivered.addAll(heartbeats.subList(0, random.nextInt(heartbeats.size())));
        Collections.shuffle(delivered, random);
        String shuffled = "prop-" + UUID.randomUUID();
        int from = 0;
        while (from < delivered.size()) {
            int to = from + 1 + random.nextInt(delivered.size() - from);
            store(shuffled, delivered.subList(from, to));
            from = to;
        }
        assertThat(row(shuffled)).isEqualTo(row(inOrder)).isNotNull();
        assertThat(events(shuffled)).isEqualTo(events(inOrder)).isNotNull();
    }

    private String row(String agent) {
        return database.value(
                "SELECT (to_jsonb(a) - 'agent_id' - 'changed_in' - 'first_heard_at' - 'told' #- '{heartbeat,agent_id}')::text "
                        + "FROM agent a WHERE agent_id = $1",
                agent);
    }

    /** Of what has no time of its own, the first heartbeat that is stored gives it. */
    private String events(String agent) {
        return database
                .value("SELECT string_agg(kind || key || CASE WHEN kind = 'status' THEN at::text ELSE '' END, ' ' "
                        + "ORDER BY kind, key) FROM agent_event WHERE agent_id = $1", agent);
    }

    private void store(String agent, List<Heard> heartbeats) {
        AgentRow row = new AgentRow(new AgentKey("default", agent));
        heartbeats.forEach(heard -> row.add(null, new Heard(
                HeartbeatBuilder.builder(heard.heartbeat()).agentId(agent).build(), heard.at())));
        store.store(List.of(row), connection -> Uni.createFrom().voidItem()).await().atMost(Duration.ofSeconds(20));
    }

    private static List<Heard> heartbeats(Random random) {
        List<Heard> all = new ArrayList<>();
        Instant at = START;
        for (int sidecar = 0; sidecar < 1 + random.nextInt(3); sidecar++) {
            AgentStatus status = AgentStatus.UNKNOWN;
            Instant since = at;
            for (int sequence = 1; sequence <= 1 + random.nextInt(8); sequence++) {
                at = at.plusMillis(1 + random.nextInt(9_000));
                if (random.nextInt(3) == 0) {
                    AgentStatus next = AgentStatus.values()[random.nextInt(5)];
                    since = next == status ? since : at;
                    status = next;
                }
                all.add(new Heard(HeartbeatBuilder.builder().agentName("agent").agentVersion("1").environment("dev")
                        .sidecarId("s" + sidecar).sequence(sequence).status(status).statusSince(since)
                        .latencyMs(random.nextInt(1000) / 8.0).errorRate(random.nextInt(8) / 8.0)
                        .faults(random.nextBoolean()
                                ? List.of()
                                : List.of(new FaultState("f", FaultType.ERROR, FaultPhase.values()[random.nextInt(5)],
                                        null,
                                        sequence, 0)))
                        .build(), at));
            }
        }
        return all;
    }
}
