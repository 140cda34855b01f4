package io.agentops.rca.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Properties;

import org.junit.jupiter.api.Test;

import io.agentops.contract.Topics;
import io.agentops.rca.collect.CollectConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;

class ConfigTest {

    @Test
    void runsAreTakenUpAndHeldWithTheseDefaults() {
        var config = defaults(RcaConfig.class);

        assertThat(config.concurrency()).isEqualTo(4);
        assertThat(config.lease()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.maxAttempts()).isEqualTo(5);
        assertThat(config.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.timeLimit()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.sweepEvery()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.sweepGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.progressTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.stopWithin()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void runsAreReadWithTheseBounds() {
        var config = defaults(CollectConfig.class);

        assertThat(config.maxChildren()).isEqualTo(50_000);
        assertThat(config.maxText()).isEqualTo(16_000);
        assertThat(config.maxBytes()).isEqualTo(32 * 1024 * 1024);
        assertThat(config.maxJsonBytes()).isEqualTo(1024 * 1024);
        assertThat(config.historyRows()).isEqualTo(20_000);
        assertThat(config.runsOfHour()).isEqualTo(10_000);
        assertThat(config.toolRunsPerVersion()).isEqualTo(500);
        assertThat(config.historyTimeLimit()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theWakeUpsComeFromTheTopicOthersWriteTo() throws Exception {
        var properties = new Properties();
        try (var file = getClass().getResourceAsStream("/application.properties")) {
            properties.load(file);
        }

        assertThat(properties.getProperty("mp.messaging.incoming." + AnalysisRequests.CHANNEL + ".topic"))
                .isEqualTo(Topics.ANALYSIS_REQUESTS);
    }

    private static <T> T defaults(Class<T> mapping) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(mapping)
                .build()
                .getConfigMapping(mapping);
    }
}
