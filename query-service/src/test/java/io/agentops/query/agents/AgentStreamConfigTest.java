package io.agentops.query.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class AgentStreamConfigTest {

    @Test
    void defaultsAreThoseTheDocumentationNames() {
        AgentStreamConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withMapping(AgentStreamConfig.class).build().getConfigMapping(AgentStreamConfig.class);
        assertThat(config.every()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.keepAlive()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.agentsARead()).isEqualTo(10_000);
        assertThat(config.keptEvents()).isEqualTo(16_384);
        assertThat(config.maxClients()).isEqualTo(1_000);
        assertThat(config.maxAge()).isEqualTo(Duration.ofHours(1));
    }
}
