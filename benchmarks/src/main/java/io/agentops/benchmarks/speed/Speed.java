package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Prints how fast runs and spans get in, and how that compares with the limits of the machine it runs on. */
public final class Speed {

    /** Enough for several seconds, and few enough to be held in memory. */
    private static final int LIMITED_RUNS = 20_000;

    private final Map<String, String> options = new HashMap<>(Map.of("port", "19080", "seconds", "30", "warm-up", "240",
            "connections", "64", "backlog", "100000", "old-steps", "10000000", "parts",
            "plain,backlog,http,http@50000,http@5000,stored,bulk,otlp,otlp@50000,kafka@50000,old,"
                    + "http,http@50000,http@5000,otlp,otlp@50000,kafka@50000,backlog"));
    private final List<String> parts;
    private final double warmUp;
    private final double seconds;

    private Speed(String[] args) {
        for (String arg : args) {
            String[] option = arg.replaceFirst("^--", "").split("=", 2);
            if (option.length != 2 || options.replace(option[0], option[1]) == null) {
                throw new IllegalArgumentException(arg + " is none of " + options.keySet());
            }
        }
        parts = List.of(options.get("parts").split(",", -1));
        warmUp = Double.parseDouble(options.get("warm-up"));
        seconds = Double.parseDouble(options.get("seconds"));
    }

    /** Runs what is asked for; {@code --parts}, {@code --seconds} and the like, see benchmarks/README.md. */
    public static void main(String[] args) throws Exception {
        new Speed(args).run();
    }

    private void run() throws IOException, InterruptedException, SQLException, ExecutionException {
        double plain = parts.contains("plain") ? plain() : 0;
        try (LocalPlatform platform = new LocalPlatform(Integer.parseInt(options.get("port")));
                Doors doors = new Doors(platform, Integer.parseInt(options.get("connections")))) {
            Report.line("%s", platform.description());
            Report.watchMemory(platform);
            warmUp(doors);
            for (String part : parts) {
                if (part.equals("old")) {
                    age(platform);
                } else if (!part.equals("plain")) {
                    measure(platform, doors, part, plain);
                }
            }
        }
    }

    /** How many runs a second an endpoint takes that parses them and does nothing else. */
    private double plain() throws IOException, InterruptedException {
        Messages messages = new Messages();
        HttpLoad.Post post = new HttpLoad.Post("/agent-runs", "application/json", null, n -> messages.run("b000", n));
        try (PlainEndpoint endpoint = new PlainEndpoint();
                HttpLoad load = new HttpLoad(endpoint.port(), Integer.parseInt(options.get("connections")))) {
            load.run(post, warmUp / 3, 0);
            return load.run(post, seconds / 2, 0).perSecond();
        }
    }

    private void warmUp(Doors doors) throws IOException, InterruptedException, SQLException {
        if (warmUp > 0) {
            if (parts.stream().anyMatch(part -> part.startsWith("otlp"))) {
                Report.of("otlp", doors.otlp(warmUp / 2, 0));
            }
            Report.of("http", doors.http(false, warmUp, 0));
            Report.line("warmed up");
        }
    }

    private void age(LocalPlatform platform) throws SQLException {
        try (Connection connection = platform.database()) {
            OldRuns.add(connection, Long.parseLong(options.get("old-steps")));
        }
        Report.line("with %s steps of the last 30 days", options.get("old-steps"));
    }

    private void measure(LocalPlatform platform, Doors doors, String part, double plain)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        doors.settle();
        Map<String, Usage.Of> before = Usage.now(platform);
        Doors.Result result = through(doors, part);
        Report.of(part, result);
        Report.cost(before, Usage.now(platform), result.messages());
        if (part.equals("http") && plain > 0) {
            Report.line("         accepted %,.0f runs/s, a plain endpoint %,.0f", result.acceptedPerSecond(), plain);
        }
        if (part.equals("backlog")) {
            compare(platform, doors, result);
        }
    }

    private Doors.Result through(Doors doors, String part) throws IOException, InterruptedException, SQLException {
        String[] atRate = part.split("@", 2);
        double rows = atRate.length == 1 ? 0 : Double.parseDouble(atRate[1]);
        double runs = rows / Messages.ROWS_OF_RUN;
        return switch (atRate[0]) {
            case "backlog" -> doors.backlog(Long.parseLong(options.get("backlog")));
            case "http" -> doors.http(false, seconds, runs);
            case "stored" -> doors.http(true, seconds, runs);
            case "bulk" -> doors.bulk(seconds, runs);
            case "otlp" -> doors.otlp(seconds, rows / Messages.ROWS_OF_TRACE);
            case "kafka" -> doors.kafka(seconds, required(runs));
            default -> throw new IllegalArgumentException("unknown part: " + part);
        };
    }

    private static double required(double rate) {
        if (rate == 0) {
            throw new IllegalArgumentException("kafka needs a rate: kafka@50000");
        }
        return rate;
    }

    private static void compare(LocalPlatform platform, Doors doors, Doors.Result writer)
            throws SQLException, IOException, InterruptedException, ExecutionException {
        try (StoreLimits limits = new StoreLimits(platform, "run-" + writer.batch(), LIMITED_RUNS)) {
            doors.settle();
            double unnest = limits.unnest();
            doors.settle();
            double copy = limits.copy();
            Report.line(
                    "         the same by unnest %,.0f rows/s (writer %.0f %%), by COPY %,.0f rows/s (writer %.0f %%)",
                    unnest, 100 * writer.rowsPerSecond() / unnest, copy, 100 * writer.rowsPerSecond() / copy);
        }
    }
}
