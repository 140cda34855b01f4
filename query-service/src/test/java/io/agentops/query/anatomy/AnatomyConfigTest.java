package io.agentops.query.anatomy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class AnatomyConfigTest {

    @Test
    void eightAnswersAreWorkedOnAtOnceUnlessADeploymentSaysOtherwise() {
        AnatomyConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(AnatomyConfig.class)
                .build().getConfigMapping(AnatomyConfig.class);
        assertThat(config.atOnce()).isEqualTo(8);
    }
}
