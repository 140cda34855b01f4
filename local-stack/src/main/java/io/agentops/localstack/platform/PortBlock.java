package io.agentops.localstack.platform;

import java.util.LinkedHashMap;
import java.util.Map;

import io.agentops.localstack.Service;
import io.agentops.localstack.StackException;
import io.agentops.localstack.StackPorts;

/**
 * The ports of a platform, counted from the origin's.
 */
record PortBlock(int base) {

    private static final int USUAL_BASE = 8080;
    /** Where exporters look when they are told nothing. */
    private static final int USUAL_OTLP = 4317;
    private static final int OTLP = 14;

    StackPorts parts() {
        return StackPorts.of(base);
    }

    /** The port of OTLP over gRPC: the usual one for the usual block, so that exporters find it, else one of the block. */
    int otlp() {
        return base == USUAL_BASE ? USUAL_OTLP : base + OTLP;
    }

    /** Where the demo's chat agent answers. */
    int chatAgent() {
        return DemoAgent.CHAT.users(base);
    }

    /** What each port is for, in the order they are shown. */
    Map<String, Integer> byName(boolean demo) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("the origin", base);
        for (Service service : Service.values()) {
            ports.put(service.title(), service.port(base));
        }
        ports.putAll(parts().byName());
        ports.put("OTLP/gRPC", otlp());
        if (demo) {
            ports.putAll(DemoFleet.ports(base));
        }
        return ports;
    }

    /**
     * Makes sure that nobody listens on these ports.
     *
     * @throws StackException naming the first that is taken, and what to do
     */
    static void requireFree(Map<String, Integer> ports, String command) {
        ports.forEach((name, port) -> {
            if (!StackPorts.isFree(port)) {
                throw new StackException("Port " + port + " (for " + name + ") is taken by another process. End that "
                        + "process, or choose another block of ports, e.g.: " + command + " --port 9080");
            }
        });
    }
}
