package io.agentops.benchmarks.queries;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks a platform that holds a million runs the questions that operators ask. */
public final class Queries {

    private static final int WARM_UP = 20;
    private static final double MILLIS = 1e6;

    private final Map<String, String> options = new HashMap<>(
            Map.of("port", "8080", "runs", "1000000", "requests", "200", "callers", "2", "data", ".agentops", "plans",
                    ""));
    private final HttpClient http = HttpClient.newHttpClient();
    private final long runs;
    private final String base;

    private Queries(String... args) {
        for (String arg : args) {
            String[] option = arg.replaceFirst("^--", "").split("=", 2);
            if (option.length < 2 || options.put(option[0], option[1]) == null) {
                throw new IllegalArgumentException("unknown option: " + arg);
            }
        }
        runs = Long.parseLong(options.get("runs"));
        base = "http://localhost:" + options.get("port");
    }

    /** Options as benchmarks/README.md names them. */
    public static void main(String[] args) throws Exception {
        new Queries(args).run();
    }

    private void run() throws IOException, InterruptedException, SQLException, ExecutionException {
        String database = "jdbc:postgresql://localhost:" + (Integer.parseInt(options.get("port")) + 10) + "/agentops";
        try (Connection connection = DriverManager.getConnection(database, "agentops", "agentops")) {
            fill(connection);
            System.out.printf("%-40s %9s %9s %9s%n", "", "p50", "p95", "max");
            for (Map.Entry<String, Function<Random, String>> question : questions().entrySet()) {
                measure(question.getKey(), question.getValue());
            }
            if (!options.get("plans").isEmpty()) {
                keepPlans(connection);
            }
        }
    }

    private void keepPlans(Connection connection) throws SQLException, IOException, InterruptedException {
        try (Plans plans = new Plans(connection, Path.of(options.get("data")), Path.of(options.get("plans")))) {
            for (Map.Entry<String, Function<Random, String>> question : questions().entrySet()) {
                String path = question.getValue().apply(new Random(1));
                // The first request finds the sessions ended.
                http.send(HttpRequest.newBuilder(URI.create(base + path)).build(),
                        HttpResponse.BodyHandlers.discarding());
                plans.keep(question.getKey(), () -> get(path));
            }
        }
    }

    private void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var known = statement
                        .executeQuery("SELECT count(*) FROM run WHERE run_id LIKE '" + History.PREFIX + "%'")) {
            known.next();
            if (known.getLong(1) == 0) {
                History.add(connection, runs);
            }
        }
    }

    private Map<String, Function<Random, String>> questions() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String month = "from=" + now.minus(History.DAYS, ChronoUnit.DAYS);
        Map<String, Function<Random, String>> questions = new LinkedHashMap<>();
        questions.put("list: newest", random -> "/v1/runs");
        questions.put("list: agent, status", random -> "/v1/runs?status=failure&agent_id=agent-" + random.nextInt(20));
        questions.put("list: a time within", random -> "/v1/runs?to=" + now.minusSeconds(random.nextInt(2_500_000)));
        questions.put("run by id", random -> "/v1/runs/" + id(random));
        questions.put("run by id, full form", random -> "/agent-runs/" + id(random));
        questions.put("timeline", random -> "/agent-runs/" + id(random) + "/timeline");
        questions.put("stats: 30 days", random -> "/v1/stats?" + month);
        questions.put("stats: 30 days by day", random -> "/v1/stats?interval=1d&" + month);
        questions.put("stats: 30 days, one agent",
                random -> "/v1/stats?agent_id=agent-" + random.nextInt(20) + "&" + month);
        questions.put("overview: 24 hours", random -> "/metrics/overview");
        questions.put("failure groups: 7 days", random -> "/v1/failure-groups");
        questions.put("failure groups: 30 days", random -> "/v1/failure-groups?" + month);
        questions.put("regressions: 7 days", random -> "/v1/regressions");
        questions.put("list: frequent tool", random -> "/v1/runs?tool=tool-" + random.nextInt(6));
        questions.put("list: rare failed tool", random -> search("failed_tool:tool-11"));
        questions.put("search: tool and frequent error", random -> search("tool:tool-0 error:\"timed out\""));
        questions.put("search: tool and rare error",
                random -> search("tool:tool-0 error:\"request " + 13 * random.nextInt((int) runs / 13) + " \""));
        questions.put("search: labels and latency", random -> search("agent:agent-" + random.nextInt(20)
                + " status:failure (model:model-1 OR model:model-2) latency:>20s NOT environment:staging"));
        questions.put("search: nothing fits", random -> search("tool:no-such-tool error:\"no such error\""));
        return questions;
    }

    private String id(Random random) {
        long perDay = runs / History.DAYS;
        return History.PREFIX + random.nextLong(perDay * History.DAYS);
    }

    private static String search(String query) {
        return "/v1/runs?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    private void measure(String name, Function<Random, String> question)
            throws InterruptedException, ExecutionException {
        int callers = Integer.parseInt(options.get("callers"));
        int requests = Integer.parseInt(options.get("requests")) / callers;
        ExecutorService pool = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<double[]>> tasks = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                Random random = new Random(caller);
                tasks.add(() -> ask(question, random, requests));
            }
            List<Double> times = new ArrayList<>();
            for (Future<double[]> task : pool.invokeAll(tasks)) {
                Arrays.stream(task.get()).forEach(times::add);
            }
            times.sort(null);
            System.out.printf("%-40s %6.1f ms %6.1f ms %6.1f ms%n", name, times.get(times.size() / 2),
                    times.get(times.size() * 95 / 100),
                    times.get(times.size() - 1));
        } finally {
            pool.shutdownNow();
        }
    }

    private double[] ask(Function<Random, String> question, Random random, int requests)
            throws IOException, InterruptedException {
        double[] times = new double[requests];
        for (int i = -WARM_UP; i < requests; i++) {
            long start = System.nanoTime();
            get(question.apply(random));
            if (i >= 0) {
                times[i] = (System.nanoTime() - start) / MILLIS;
            }
        }
        return times;
    }

    private void get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(base + path)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " was answered " + answer.statusCode() + ": " + answer.body());
        }
    }
}
