package io.agentops.benchmarks.sidecar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process takes, as Linux tells it. */
record SidecarMemory(
        long residentBytes,
        long threads) {

    static SidecarMemory of(long pid) throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
        return new SidecarMemory(number(status, "VmRSS:") * 1024, number(status, "Threads:"));
    }

    private static long number(String status, String name) {
        return status.lines().filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
    }
}
