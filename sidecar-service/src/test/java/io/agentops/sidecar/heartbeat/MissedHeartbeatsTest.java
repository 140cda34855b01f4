package io.agentops.sidecar.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;

import io.agentops.contract.agent.AgentStatus;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.HeartbeatBuilder;

class MissedHeartbeatsTest {

    private final MissedHeartbeats missed = new MissedHeartbeats(4);

    private static Heartbeat beat(long sequence, AgentStatus status) {
        return HeartbeatBuilder.builder().sequence(sequence).status(status)
                .traffic(new Heartbeat.Traffic(1, 0, 0, 0, null, null, null, Map.of())).build();
    }

    @Test
    void changesAreKeptLongest() {
        for (int i = 1; i <= 10; i++) {
            missed.add(beat(i, i == 5 ? AgentStatus.UNHEALTHY : AgentStatus.HEALTHY));
        }

        assertThat(missed.all()).extracting(Heartbeat.Missed::sequence).containsExactly(1L, 5L, 6L, 10L);
        assertThat(missed.dropped()).isEqualTo(6);
    }

    @Test
    void wherePlaceIsForChangesOnlyTheOldestGo() {
        for (int i = 1; i <= 6; i++) {
            missed.add(beat(i, i % 2 == 0 ? AgentStatus.UNHEALTHY : AgentStatus.HEALTHY));
        }

        assertThat(missed.all()).extracting(Heartbeat.Missed::sequence).containsExactly(3L, 4L, 5L, 6L);
    }

    @Test
    void whatWasNotTakenComesBackInItsPlace() {
        missed.add(beat(1, AgentStatus.HEALTHY));
        Heartbeat sent = HeartbeatBuilder.builder(beat(2, AgentStatus.UNHEALTHY)).missed(missed.all()).missedDropped(7)
                .build();
        missed.clear();
        missed.add(beat(3, AgentStatus.HEALTHY));

        missed.putBack(sent);

        assertThat(missed.all()).extracting(Heartbeat.Missed::sequence).containsExactly(1L, 2L, 3L);
        assertThat(missed.dropped()).isEqualTo(7);
    }
}
