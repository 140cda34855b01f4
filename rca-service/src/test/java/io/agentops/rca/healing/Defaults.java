package io.agentops.rca.healing;

import java.time.Duration;
import java.util.Map;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The settings of self-healing, as they are where nothing is set. */
final class Defaults {

    private Defaults() {}

    static HealingConfig healing() {
        return of(HealingConfig.class, Map.of());
    }

    static <T> T of(Class<T> mapping, Map<String, String> set) {
        return new SmallRyeConfigBuilder().withConverter(Duration.class, 100, new DurationConverter())
                .withDefaultValues(set).withMapping(mapping).build().getConfigMapping(mapping);
    }
}
