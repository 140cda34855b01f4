package io.agentops.benchmarks.agents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import org.HdrHistogram.Histogram;

import io.agentops.benchmarks.speed.HttpLoad;
import io.agentops.benchmarks.speed.LocalPlatform;
import io.agentops.benchmarks.speed.Usage;

/**
 * Starts the platform, lets agents tell how they are at their intervals, and prints how fast they are answered, how soon what they told can
 * be read, and what that takes of the machine.
 */
public final class Heartbeats {

    private final Map<String, String> options = new HashMap<>(
            Map.of("port", "18080", "agents", "10000", "interval", "5",
                    "connections", "64", "warm-up", "20", "seconds", "60"));
    private final Instant since = Instant.now();

    private Heartbeats(String[] args) {
        for (String arg : args) {
            String[] option = arg.replaceFirst("^--", "").split("=", 2);
            if (option.length != 2 || options.replace(option[0], option[1]) == null) {
                throw new IllegalArgumentException(arg + " is none of " + options.keySet());
            }
        }
    }

    /**
     * Runs; {@code --port} of the platform, {@code --agents}, {@code --interval} in seconds between two heartbeats of one,
     * {@code --connections}, {@code --warm-up} and {@code --seconds} of the measurement.
     */
    public static void main(String[] args) throws Exception {
        new Heartbeats(args).run();
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    private void run() throws IOException, InterruptedException, SQLException {
        double rate = number("agents") / (double) number("interval");
        try (LocalPlatform platform = new LocalPlatform(number("port"));
                HttpLoad load = new HttpLoad(platform.ingestPort(), number("connections"))) {
            line("%,d agents, a heartbeat of %d bytes each %d s: %,.0f a second", number("agents"), body(0, 0).length,
                    number("interval"), rate);
            HttpLoad.Result warm = load.run(post(0), number("warm-up"), rate);
            Map<String, Usage.Of> before = Usage.now(platform);
            try (Visibility probe = new Visibility(platform.ingestPort(), platform.queryPort())) {
                HttpLoad.Result result = load.run(post(warm.sent()), number("seconds"), rate);
                told(result, probe.micros());
            }
            Map<String, Usage.Of> after = Usage.now(platform);
            after.forEach((part, now) -> line("%-15s %5.1f %% of a processor, %4d MiB", part,
                    100 * (now.cpuSeconds() - before.get(part).cpuSeconds()) / number("seconds"),
                    now.memoryBytes() >> 20));
            stored(platform);
        }
    }

    private static void told(HttpLoad.Result result, Histogram visible) {
        line("%,.0f heartbeats a second accepted, %d refused", result.perSecond(), result.refused());
        line("answered after %s", milliseconds(result.micros()));
        line("readable, since they were answered, after %s", milliseconds(visible));
    }

    private static String milliseconds(Histogram micros) {
        return String.format(Locale.ROOT, "p50 %.1f ms, p99 %.1f ms, most %.1f ms",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3, micros.getMaxValue() / 1e3);
    }

    /** How many updates found room on their page, where no index had to be touched. */
    private static void stored(LocalPlatform platform) throws SQLException {
        try (var connection = platform.database();
                var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT n_tup_upd, n_tup_hot_upd, pg_total_relation_size('agent') "
                        + "FROM pg_stat_user_tables WHERE relname = 'agent'")) {
            found.next();
            line("%,d updates, %.1f %% of them without touching an index; the table has %d MiB", found.getLong(1),
                    100.0 * found.getLong(2) / Math.max(1, found.getLong(1)), found.getLong(3) >> 20);
        }
    }

    private HttpLoad.Post post(long first) {
        return new HttpLoad.Post("/telemetry", "application/json", null,
                number -> body((first + number) % number("agents"), (first + number) / number("agents") + 1));
    }

    private byte[] body(long agent, long sequence) {
        boolean slow = (agent + sequence) % 100 == 0;
        return """
                {"agent_id":"agent-%d","agent_name":"agent-%d","agent_version":"1.4.0","environment":"staging","sidecar_id":"sidecar-%d",\
                "sequence":%d,"sent_at":"%s","status":"%s","status_since":"%s","reason":"%s","warming":false,"latency_ms":%d.5,\
                "error_rate":0.01,"traffic":{"window_ms":10000,"requests":40,"synthetic":0,"in_flight":2,"p50_ms":110.5,"p95_ms":219.5,\
                "p99_ms":230.5,"errors":{"server_error":2}},"probe":{"kind":"http","latency_ms":1.5,"failures":0,"at":"%s"},\
                "config_version":0,"process":{"pid":4711,"started_at":"%s","restarts":0}}"""
                .formatted(agent, agent % 100, agent, sequence, since, slow ? "DEGRADED" : "HEALTHY",
                        slow ? since.plusSeconds(sequence) : since, slow ? "p95 latency is 2519 ms" : "all is well",
                        slow ? 2519 : 219, since, since)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void line(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
