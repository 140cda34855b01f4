package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.rca.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Whoever stops a project has its agents before what is decided about it, and would never get that from one who waits for agents. */
@QuarkusTest
@TestProfile(ReplacedAgentTest.ByHand.class)
class StormRoundTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Inject
    HealingWatch watch;

    private final Fleet fleet = new Fleet("storm");

    @Test
    void theRoundThatEndsAStormLocksNoAgent() throws Exception {
        IntStream.range(0, 4).forEach(i -> fleet.agent("well-" + i, "HEALTHY"));
        fleet.agent("a", "UNHEALTHY").automatic("a");
        Database.execute("""
                UPDATE agent_healing h
                   SET seen_status = a.status, seen_since = a.status_since, down_since = now() - interval '1 minute'
                  FROM agent a
                 WHERE h.project_id = ? AND a.project_id = h.project_id AND a.agent_id = h.agent_id""", fleet.project);
        Database.execute("INSERT INTO project_healing (project_id, storm_since) VALUES (?, now())", fleet.project);

        try (Connection stopping = Database.connect()) {
            stopping.setAutoCommit(false);
            try (var held = stopping.prepareStatement("SELECT FROM agent WHERE project_id = ? FOR NO KEY UPDATE")) {
                held.setString(1, fleet.project);
                held.execute();
            }
            watch.round().await().atMost(LONGEST);
            assertThat(fleet.told()).isEqualTo("storm_ended");
            assertThat(fleet.count("a")).isZero();
            stopping.rollback();
        }

        watch.round().await().atMost(LONGEST);
        assertThat(fleet.count("a")).isEqualTo(1);
    }
}
