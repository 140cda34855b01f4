package io.agentops.query.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class TailConfigTest {

    @Test
    void defaultsAreThoseTheDocumentationNames() {
        TailConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(TailConfig.class).build()
                .getConfigMapping(TailConfig.class);
        assertThat(config.keepAlive()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.block()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.retry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.pace()).isEqualTo(Duration.ofMillis(250));
        assertThat(config.runsARead()).isEqualTo(1000);
        assertThat(config.keptEvents()).isEqualTo(4096);
        assertThat(config.maxClients()).isEqualTo(2500);
        assertThat(config.maxAge()).isEqualTo(Duration.ofHours(1));
    }
}
