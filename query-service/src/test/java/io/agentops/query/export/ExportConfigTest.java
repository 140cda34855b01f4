package io.agentops.query.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.smallrye.config.SmallRyeConfigBuilder;

class ExportConfigTest {

    @Test
    void aFileHasAMillionRunsReadByTheThousandForSixteenClientsUnlessADeploymentSaysOtherwise() {
        ExportConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(ExportConfig.class)
                .build().getConfigMapping(ExportConfig.class);
        assertThat(config.maxRows()).isEqualTo(1_000_000);
        assertThat(config.chunkRows()).isEqualTo(1000);
        assertThat(config.atOnce()).isEqualTo(16);
    }
}
