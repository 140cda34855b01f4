package io.agentops.query.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class McpConfigTest {

    @Test
    void onlyThisMachinesPagesMayCallUnlessADeploymentSaysOtherwise() {
        McpConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(McpConfig.class).build()
                .getConfigMapping(McpConfig.class);
        assertThat(config.origins()).isEmpty();
        assertThat(config.messageBytes()).isEqualTo(64 << 10);
        assertThat(config.resultBytes()).isEqualTo(256 << 10);
        assertThat(config.callsAtOnce()).isEqualTo(16);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(30));
    }
}
