package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.HdrHistogram.Histogram;

/** Prints how fast runs and spans get in, and how that compares with the limits of the machine it runs on. */
public final class Speed {

    private static final int LIMITED_RUNS = 20_000;

    private final Map<String, String> options = new HashMap<>(Map.of("port", "19080", "seconds", "20", "warm-up", "20",
            "connections", "64", "backlog", "100000", "parts", "backlog,http,bulk,otlp,kafka", "rows", "50000"));

    private Speed(String[] args) {
        for (String arg : args) {
            String[] option = arg.replaceFirst("^--", "").split("=", 2);
            if (option.length != 2 || options.replace(option[0], option[1]) == null) {
                throw new IllegalArgumentException(arg + " is none of " + options.keySet());
            }
        }
    }

    /** Runs what is asked for; {@code --parts}, {@code --seconds} and the like, see benchmarks/README.md. */
    public static void main(String[] args) throws Exception {
        new Speed(args).run();
    }

    private void run() throws IOException, InterruptedException, SQLException, ExecutionException {
        try (LocalPlatform platform = new LocalPlatform(Integer.parseInt(options.get("port")));
                Doors doors = new Doors(platform, Integer.parseInt(options.get("connections")))) {
            List<String> parts = List.of(options.get("parts").split(",", -1));
            double warmUp = Double.parseDouble(options.get("warm-up"));
            if (warmUp > 0) {
                if (parts.contains("otlp")) {
                    print(doors.otlp(warmUp / 2, 0));
                }
                print(doors.http(false, warmUp, 0));
                System.out.println("warmed up");
            }
            double seconds = Double.parseDouble(options.get("seconds"));
            for (String part : parts) {
                Map<String, Usage.Of> before = Usage.now(platform);
                Doors.Result result = part(doors, part, seconds);
                print(result);
                if (part.equals("backlog")) {
                    limits(platform, result);
                }
                print(before, Usage.now(platform), result);
            }
        }
    }

    private Doors.Result part(Doors doors, String part, double seconds)
            throws IOException, InterruptedException, SQLException {
        double rate = Double.parseDouble(options.get("rows")) / Messages.ROWS_OF_RUN;
        return switch (part) {
            case "backlog" -> doors.backlog(Long.parseLong(options.get("backlog")));
            case "http" -> doors.http(false, seconds, 0);
            case "stored" -> doors.http(true, seconds, 0);
            case "bulk" -> doors.bulk(seconds, 0);
            case "otlp" -> doors.otlp(seconds, 0);
            case "kafka" -> doors.kafka(seconds, rate);
            case "http-at-rate" -> doors.http(true, seconds, rate);
            default -> throw new IllegalArgumentException("unknown part: " + part);
        };
    }

    /** Two thousand runs more or less change nothing, and all of them are held in memory. */
    private static void limits(LocalPlatform platform, Doors.Result writer)
            throws SQLException, IOException, InterruptedException, ExecutionException {
        try (StoreLimits limits = new StoreLimits(platform, "run-" + writer.batch(), LIMITED_RUNS)) {
            double unnest = limits.unnest();
            double copy = limits.copy();
            System.out.printf(Locale.ROOT,
                    "         the same by unnest %,.0f rows/s (writer %.0f %%), by COPY %,.0f rows/s (writer %.0f %%)%n",
                    unnest, 100 * writer.rowsPerSecond() / unnest, copy, 100 * writer.rowsPerSecond() / copy);
        }
    }

    private static void print(Doors.Result result) {
        System.out.printf(Locale.ROOT,
                "%-8s %,9d messages %,8.0f/s  %,8.0f rows/s  answer p50 %s p99 %s ms  queryable p50 %s p99 %s ms%n",
                result.door(), result.messages(), result.messagesPerSecond(), result.rowsPerSecond(),
                millis(result.answer(), 50), millis(result.answer(), 99), millis(result.queryable(), 50),
                millis(result.queryable(), 99));
    }

    private static void print(Map<String, Usage.Of> before, Map<String, Usage.Of> after, Doors.Result result) {
        List<String> parts = new ArrayList<>();
        after.forEach((name, of) -> parts.add("%s %.2f s %d MiB".formatted(name,
                (of.cpuSeconds() - before.get(name).cpuSeconds()) * 1000 / result.messages(), of.memoryBytes() >> 20)));
        System.out.println("         a thousand cost: " + String.join(", ", parts));
    }

    private static String millis(Histogram micros, double percentile) {
        return micros == null ? "-" : "%.1f".formatted(micros.getValueAtPercentile(percentile) / 1000.0);
    }
}
