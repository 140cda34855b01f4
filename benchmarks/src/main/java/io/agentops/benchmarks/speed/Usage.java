package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Processor time and memory of the platform's processes, as Linux counts them; nothing on other systems. */
public final class Usage {

    private static final double TICKS_PER_SECOND = 100;
    private static final int AFTER_NAME_UTIME = 11;

    private static final Map<String, String> PARTS = new LinkedHashMap<>();

    static {
        PARTS.put("ingest-service", "ingest-service/target");
        PARTS.put("query-service", "query-service/target");
        PARTS.put("rca-service", "rca-service/target");
        PARTS.put("PostgreSQL", "postgres");
        PARTS.put("Kafka", "kafka-broker/target");
        PARTS.put("Redis", "redis");
    }

    private Usage() {}

    /**
     * What one part takes.
     *
     * @param cpuSeconds since it started, of all its processes
     * @param memoryBytes shared memory divided among its processes
     */
    public record Of(double cpuSeconds, long memoryBytes) {}

    /** Of each part, since it started. */
    public static Map<String, Of> now(LocalPlatform platform) throws IOException {
        Map<String, Of> found = new LinkedHashMap<>();
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            double cpu = 0;
            long memory = 0;
            for (ProcessHandle process : platform.processes(part.getValue())) {
                cpu += cpuSeconds(process.pid());
                memory += memoryBytes(process.pid());
            }
            found.put(part.getKey(), new Of(cpu, memory));
        }
        return found;
    }

    /** User and system time of the process and of its children that have ended (proc(5), fields 14 to 17). */
    private static double cpuSeconds(long pid) throws IOException {
        String stat = read(pid, "stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        double ticks = 0;
        for (int i = AFTER_NAME_UTIME; i < Math.min(fields.length, AFTER_NAME_UTIME + 4); i++) {
            ticks += Double.parseDouble(fields[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static long memoryBytes(long pid) throws IOException {
        return read(pid, "smaps_rollup").lines().filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024).sum();
    }

    private static String read(long pid, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (NoSuchFileException ended) {
            return "";
        }
    }
}
