package io.agentops.sidecar;

import java.util.HashMap;
import java.util.Map;

import io.agentops.sidecar.faults.FaultSettings;
import io.agentops.sidecar.heartbeat.HeartbeatSettings;
import io.agentops.sidecar.probe.ProbeSettings;
import io.agentops.sidecar.process.ProcessSettings;
import io.agentops.sidecar.proxy.ProxySettings;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The settings as a deployment would give them, read as Quarkus reads them. */
public final class Settings {

    private static final String PREFIX = "agentops.sidecar.";

    private final SmallRyeConfig config;

    private Settings(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(
                Map.of(PREFIX + "agent-id", "agent-0", PREFIX + "environment", "staging",
                        PREFIX + "proxy.port", "0", PREFIX + "proxy.target-url", "http://127.0.0.1:1",
                        PREFIX + "heartbeat.platform-url", "http://127.0.0.1:1"));
        given.forEach((name, value) -> all.put(PREFIX + name, value));
        config = new SmallRyeConfigBuilder().addDiscoveredConverters().withDefaultValues(all)
                .withMapping(SidecarSettings.class).withMapping(FaultSettings.class).withMapping(ProxySettings.class)
                .withMapping(ProbeSettings.class).withMapping(HeartbeatSettings.class)
                .withMapping(ProcessSettings.class).build();
    }

    public static Settings of(Map<String, String> given) {
        return new Settings(given);
    }

    public SidecarSettings sidecar() {
        return config.getConfigMapping(SidecarSettings.class);
    }

    public FaultSettings faults() {
        return config.getConfigMapping(FaultSettings.class);
    }

    public ProxySettings proxy() {
        return config.getConfigMapping(ProxySettings.class);
    }

    public ProbeSettings probe() {
        return config.getConfigMapping(ProbeSettings.class);
    }

    public HeartbeatSettings heartbeat() {
        return config.getConfigMapping(HeartbeatSettings.class);
    }

    public ProcessSettings process() {
        return config.getConfigMapping(ProcessSettings.class);
    }
}
