package io.agentops.benchmarks.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Checks, when all faults are over, that what was acknowledged is there once and as it was sent. */
final class Verification {

    private static final Duration SETTLES = Duration.ofMinutes(5);
    private static final int BATCH = 200;
    private static final int READERS = 4;
    private static final Set<String> EXPECTED_ANSWERS = Set.of("200", "202", "429", "503", "no answer", "acknowledged",
            "line to retry");

    private final Cluster cluster;
    private final Client client;
    private final Load load;
    private final Differences differences;
    private final long settledBy = System.nanoTime() + SETTLES.toNanos();
    private long runs;
    private long rows;

    Verification(Cluster cluster, Client client, Load load, Differences differences) {
        this.cluster = cluster;
        this.client = client;
        this.load = load;
        this.differences = differences;
    }

    /** How many runs were compared. */
    long runs() {
        return runs;
    }

    /** How many rows they were compared with. */
    long rows() {
        return rows;
    }

    /** Checks everything; what is wrong is added to the differences. */
    void run(Tally answers) throws SQLException, InterruptedException {
        settle("all services to be ready", () -> client.get("check", "/health").status() == 200);
        for (Lane lane : load.lanes()) {
            if (!lane.open().isEmpty()) {
                differences
                        .add("%d runs through %s were never acknowledged".formatted(lane.open().size(), lane.door()));
            }
        }
        LedgerCheck ledger = new LedgerCheck(cluster, client, load, differences);
        settle("the ledger to balance with nothing in flight", ledger::isSettled);
        ledger.check();
        settle("all dead letters to be kept", () -> deadLetters().size() >= load.provoked());
        for (String id : load.analyses()) {
            settle("analysis " + id + " to be done", () -> Json.read(client.get("check",
                    Client.path("/agent-runs/rca-runs/", id, "")).body()).path("status").asText().equals("done"));
        }
        try (Connection connection = cluster.database()) {
            compare(new StoredRuns(connection, differences));
        }
        answers.counts().forEach((name, counts) -> counts.keySet().stream()
                .filter(what -> !isExpected(name, what))
                .forEach(what -> differences
                        .add("%s was answered %s, %d times".formatted(name, what, counts.get(what)))));
    }

    /** Whether a client may get such an answer while parts of the platform are away. */
    private static boolean isExpected(String name, String what) {
        return EXPECTED_ANSWERS.contains(what) || (name.equals("kafka") && what.endsWith("Exception"))
                || (what.equals("404") && (name.equals("rca") || name.equals("probe")));
    }

    /** All that is waited for shares one time, so that a platform that never settles is told of soon. */
    private void settle(String what, Callable<Boolean> question) {
        try {
            Waiting.until(what, Duration.ofNanos(Math.max(0, settledBy - System.nanoTime())), question);
        } catch (IllegalStateException e) {
            differences.add(e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause()));
        }
    }

    private List<String> deadLetters() throws SQLException {
        try (Connection connection = cluster.database()) {
            return new StoredRuns(connection, differences).deadLetters();
        }
    }

    private void compare(StoredRuns stored) throws SQLException, InterruptedException {
        Set<String> sent = new HashSet<>();
        ExecutorService readers = Executors.newFixedThreadPool(READERS);
        try {
            for (Lane lane : load.lanes()) {
                Set<Long> open = lane.open();
                List<Sample> batch = new ArrayList<>();
                for (long number = 0; number < lane.begun(); number++) {
                    Sample sample = lane.sample(number);
                    sent.add(sample.runId());
                    if (!open.contains(number)) {
                        batch.add(sample);
                    }
                    if (batch.size() == BATCH || number == lane.begun() - 1) {
                        compare(batch, stored, readers);
                        batch.clear();
                    }
                }
            }
        } finally {
            readers.shutdownNow();
        }
        stored.ids().stream().filter(id -> !sent.contains(id))
                .forEach(id -> differences.add("nobody sent the run '%s'".formatted(id)));
        stored.orphans().forEach(orphan -> differences.add("without its run: " + orphan));
        stored.misdigested().forEach(id -> differences.add("the digest of '%s' is not that of its rows".formatted(id)));
        Map<Boolean, List<String>> letters = stored.deadLetters().stream()
                .collect(Collectors.partitioningBy(Load::isProvoked));
        letters.get(false).forEach(key -> differences.add("nobody provoked the dead letter of key " + key));
        long kept = letters.get(true).stream().distinct().count();
        if (kept < load.provoked()) {
            differences.add("%d dead letters were provoked, %d kept".formatted(load.provoked(), kept));
        }
    }

    private void compare(List<Sample> batch, StoredRuns stored, ExecutorService readers)
            throws SQLException, InterruptedException {
        Map<String, ObjectNode> found = stored.find(batch.stream().map(Sample::runId).toList());
        Map<Sample, Future<?>> read = new HashMap<>();
        for (Sample sample : batch) {
            runs++;
            ObjectNode rowsOfRun = found.get(sample.runId());
            if (rowsOfRun == null) {
                differences.add("the run '%s' was acknowledged and is lost".formatted(sample.runId()));
                continue;
            }
            rowsOfRun.forEach(table -> rows += table.size());
            compare(sample, rowsOfRun);
            read.put(sample, readers.submit(() -> read(sample)));
        }
        for (Future<?> done : read.values()) {
            try {
                done.get();
            } catch (ExecutionException e) {
                differences.add("a run could not be read: " + e.getCause());
            }
        }
    }

    private void compare(Sample sample, ObjectNode found) {
        Set<String> tables = new HashSet<>();
        sample.stored().fieldNames().forEachRemaining(tables::add);
        found.fieldNames().forEachRemaining(table -> {
            if (sample.whole()) {
                tables.add(table);
            }
        });
        for (String table : tables) {
            String at = "run '%s' %s".formatted(sample.runId(), table);
            JsonNode expected = sample.stored().path(table);
            JsonNode actual = found.path(table);
            if (expected.size() != actual.size()) {
                differences.add("%s: %d rows sent, %d found".formatted(at, expected.size(), actual.size()));
            }
            differences.compare(at, expected, actual, sample.whole());
        }
    }

    /** Through the API, in both families of reads. */
    private void read(Sample sample) {
        JsonNode run = sample.stored().get("run").get("");
        String at = "GET of run '%s'".formatted(sample.runId());
        ObjectNode full = Json.object().put("run_id", sample.runId());
        List.of("agent_name", "status", "started_at", "ended_at", "agent_version", "model", "environment", "error_type",
                "trace_id", "conversation_id").forEach(name -> {
                    if (run.has(name)) {
                        full.set(name, run.get(name));
                    }
                });
        full.put("steps", sample.stored().path("step").size());
        full.put("tool_calls", sample.stored().path("tool_call").size());
        full.put("guardrail_events", sample.stored().path("guardrail_event").size());
        differences.compare(at, full, get("/agent-runs/", sample), false);
        ObjectNode outline = Json.object().put("run_id", sample.runId());
        outline.set("agent_id", run.get("agent_name"));
        List.of("status", "started_at", "ended_at").forEach(name -> outline.set(name, run.get(name)));
        outline.put("steps", sample.stored().path("step").size());
        outline.put("tool_calls", sample.stored().path("tool_call").size());
        differences.compare(at, outline, get("/v1/runs/", sample), false);
    }

    private JsonNode get(String path, Sample sample) {
        return Json.read(client.get("check", Client.path(path, sample.runId(), "")).body());
    }
}
