package io.agentops.sidecar.heartbeat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

import jakarta.inject.Singleton;

import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.faults.FaultSettings;
import io.agentops.sidecar.proxy.ProxyServer;
import io.agentops.sidecar.proxy.ProxySettings;
import io.netty.util.NetUtil;
import io.quarkus.runtime.ApplicationConfig;

/** How this sidecar is set up, as heartbeats tell it: yes and no, and figures, but no address and no key. */
@Singleton
public class ConfigurationReport {

    private final ProxyServer proxy;
    private final Heartbeat.Configuration settings;

    public ConfigurationReport(ApplicationConfig application, FaultSettings faults, ProxySettings proxySettings,
            HeartbeatSettings heartbeat, ProxyServer proxy) {
        this.proxy = proxy;
        this.settings = new Heartbeat.Configuration(application.version().orElse(null), faults.enabled(),
                !isLoopback(proxySettings.host()), isLoopback(heartbeat.platformUrl().getHost()),
                "https".equalsIgnoreCase(heartbeat.platformUrl().getScheme()), heartbeat.projectKey().isPresent(),
                null);
    }

    Heartbeat.Configuration now() {
        return new Heartbeat.Configuration(settings.sidecarVersion(), settings.faultsEnabled(),
                settings.beyondLoopback(), settings.platformLoopback(), settings.platformTls(), settings.projectKey(),
                proxy.access());
    }

    /** Names are not looked up: of all but {@code localhost} it counts as elsewhere. */
    private static boolean isLoopback(String host) {
        if (host == null || "localhost".equals(host.toLowerCase(Locale.ROOT))) {
            return host != null;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
