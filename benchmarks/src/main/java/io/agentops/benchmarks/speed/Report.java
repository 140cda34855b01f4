package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

/** What is printed. */
final class Report {

    private Report() {}

    static void line(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }

    static void of(String part, Doors.Result result) {
        line("%-11s %,9d messages %,8.0f/s  %,8.0f rows/s  answer p50 %s p99 %s ms  queryable p50 %s p99 %s ms",
                part, result.messages(), result.messagesPerSecond(), result.rowsPerSecond(),
                millis(result.answer(), 50), millis(result.answer(), 99), millis(result.queryable(), 50),
                millis(result.queryable(), 99));
    }

    private static String millis(Histogram micros, double percentile) {
        return micros == null ? "-" : "%.1f".formatted(micros.getValueAtPercentile(percentile) / 1000.0);
    }

    /** Processor seconds for a thousand messages, and memory. */
    static void cost(Map<String, Usage.Of> before, Map<String, Usage.Of> after, long messages) {
        List<String> parts = new ArrayList<>();
        after.forEach((name, of) -> parts.add("%s %.2f s %d MiB".formatted(name,
                (of.cpuSeconds() - before.get(name).cpuSeconds()) * 1000 / messages, of.memoryBytes() >> 20)));
        line("         a thousand cost: %s", String.join(", ", parts));
    }

    /** Prints each minute what memory the parts take, as long as this process lives. */
    static void watchMemory(LocalPlatform platform) {
        Thread watch = new Thread(() -> {
            try {
                while (true) {
                    TimeUnit.MINUTES.sleep(1);
                    List<String> parts = new ArrayList<>();
                    Usage.now(platform)
                            .forEach((name, of) -> parts.add(name + " " + (of.memoryBytes() >> 20) + " MiB"));
                    line("         memory: %s", String.join(", ", parts));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, "memory");
        watch.setDaemon(true);
        watch.start();
    }
}
