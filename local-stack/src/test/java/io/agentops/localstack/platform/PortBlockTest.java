package io.agentops.localstack.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.agentops.localstack.StackException;

class PortBlockTest {

    @Test
    void portsAreCountedFromTheOrigins() {
        assertThat(new PortBlock(8080).byName(false)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "the origin", 8080, "ingest-service", 8081, "query-service", 8082, "rca-service", 8083,
                "PostgreSQL", 8090, "Kafka", 8091, "Redis", 8092, "the Kafka controller", 8093, "OTLP/gRPC", 4317));
    }

    @Test
    void anotherBlockHasItsOwnPortForSpansAndItsOwnDemo() {
        assertThat(new PortBlock(9080).byName(true)).hasSize(18).containsEntry("the Kafka controller", 9093)
                .containsEntry("OTLP/gRPC", 9094)
                .containsEntry("the demo's tools", 9087).containsEntry("the demo's chat-agent", 9088)
                .containsEntry("the demo's summary-agent", 9089)
                .containsEntry("the demo's chat-agent behind its sidecar", 9095)
                .containsEntry("the sidecar of the demo's chat-agent", 9096)
                .containsEntry("the calls of tools of the demo's chat-agent", 9097)
                .containsEntry("the calls of tools of the demo's summary-agent", 9100)
                .doesNotContainValue(9084).doesNotContainValue(9086);
        assertThat(new PortBlock(9080).byName(true).values()).doesNotHaveDuplicates()
                .allMatch(port -> port <= 9080 + CommandLine.BLOCK);
    }

    @Test
    void aTakenPortIsNamedWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> PortBlock.requireFree(Map.of("Redis", port), "./agentops up"))
                    .isInstanceOf(StackException.class)
                    .hasMessage(
                            "Port " + port + " (for Redis) is taken by another process. End that process, or choose "
                                    + "another block of ports, e.g.: ./agentops up --port 9080");
        }
    }
}
