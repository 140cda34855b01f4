package io.agentops.query.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class LiveConfigTest {

    @Test
    void aRunIsHungAfterFiveMinutesUnlessADeploymentSaysOtherwise() {
        LiveConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(LiveConfig.class).build()
                .getConfigMapping(LiveConfig.class);
        assertThat(config.hungAfter()).isEqualTo(Duration.ofMinutes(5));
    }
}
