package io.agentops.localstack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The ports of the embedded parts, all on loopback.
 */
public record StackPorts(int postgres, int kafka, int redis, int kafkaController) {

    // Below the range that operating systems give to outgoing connections, so that none of those takes a port meanwhile.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    /** The parts' places in the block of ports that begins with the origin's. */
    public static StackPorts of(int base) {
        return new StackPorts(base + 10, base + 11, base + 12, base + 13);
    }

    /** Four neighbouring ports that are free now. */
    public static StackPorts free() {
        SplittableRandom random = new SplittableRandom();
        for (int attempt = 0; attempt < 200; attempt++) {
            int first = random.nextInt(LOWEST, HIGHEST);
            StackPorts ports = new StackPorts(first, first + 1, first + 2, first + 3);
            if (ports.byName().values().stream().allMatch(StackPorts::isFree)) {
                return ports;
            }
        }
        throw new StackException("Found no four free ports between " + LOWEST + " and " + HIGHEST);
    }

    /** Whether nobody listens on this port of loopback. */
    public static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** What each port is for, in the order they are shown. */
    public Map<String, Integer> byName() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put("PostgreSQL", postgres);
        ports.put("Kafka", kafka);
        ports.put("Redis", redis);
        ports.put("the Kafka controller", kafkaController);
        return ports;
    }
}
