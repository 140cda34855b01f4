package io.agentops.query.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

class SnapshotTest {

    private static AgentItem agent(String id) {
        return new AgentItem(id, "agent", null, null, "HEALTHY", Instant.EPOCH, null, false, null, 0, 0, Instant.EPOCH,
                "[]", null);
    }

    private static List<String> parts(List<AgentItem> agents, int most) {
        return Snapshot.events(agents, agent -> !agent.agentId().equals("b"), most).stream()
                .map(event -> event.frame().toString()).toList();
    }

    @Test
    void whatIsLeftOutIsSaid() {
        assertThat(parts(List.of(agent("a"), agent("b"), agent("c"), agent("d")), 3))
                .containsExactly("event: snapshot\n"
                        + "data: {\"agents\":[{\"agent_id\":\"a\",\"status\":\"HEALTHY\"},{\"agent_id\":\"c\",\"status\":\"HEALTHY\"}],"
                        + "\"last\":true,\"complete\":false}\n\n");
    }

    @Test
    void noAgentsAreOnePart() {
        assertThat(parts(List.of(), 3)).containsExactly(
                "event: snapshot\ndata: {\"agents\":[],\"last\":true,\"complete\":true}\n\n");
    }
}
