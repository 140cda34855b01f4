package io.agentops.query.rca;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class StreamConfigTest {

    @Test
    void defaultsAreThoseTheContractNames() {
        StreamConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(StreamConfig.class)
                .build()
                .getConfigMapping(StreamConfig.class);
        assertThat(config.keepAlive()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.poll()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.block()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.retry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.maxClients()).isEqualTo(1000);
        assertThat(config.clientBuffer()).isEqualTo(64);
        assertThat(config.maxAge()).isEqualTo(Duration.ofHours(1));
    }
}
