package io.agentops.benchmarks.faults;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clients of every kind that send, read and ask for analyses until they are told to stop. */
final class Load {

    private static final Duration GIVES_UP = Duration.ofMinutes(4);
    private static final String BAD_KEY = "provoked-";

    private final Client client;
    private final Lane http;
    private final Lane probes;
    private final KafkaSender badRecords;
    private final List<Lane> lanes;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> analyses = ConcurrentHashMap.newKeySet();
    private final AtomicLong provoked = new AtomicLong();
    private final Differences differences;
    private volatile boolean stopping;
    private volatile long givesUpAt = Long.MAX_VALUE;
    private volatile String stored;

    Load(Cluster cluster, Client client, Tally answers, long seed, Differences differences) {
        this.client = client;
        this.differences = differences;
        // An hour ago, so that no run has a start in the future.
        Instant epoch = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofHours(1));
        BulkSender bulk = new BulkSender(client, answers);
        http = new Lane("http", "runs", new RunSamples(seed, "http", epoch, true),
                new HttpSender(client, "http", "/agent-runs"), 1);
        probes = new Lane("bulk", "runs", new RunSamples(seed, "probe", epoch, false), bulk, 16);
        badRecords = new KafkaSender(cluster.kafka(), answers);
        lanes = List.of(http, probes, new Lane("bulk", "runs", new RunSamples(seed, "bulk", epoch, true), bulk, 20),
                new Lane("otlp_http", "spans", new TraceSamples(seed, epoch),
                        new HttpSender(client, "otlp", "/v1/traces"), 1),
                new Lane("kafka", "runs", new RunSamples(seed, "kafka", epoch, false),
                        new KafkaSender(cluster.kafka(), answers), 10));
    }

    List<Lane> lanes() {
        return lanes;
    }

    /** Ids of the analyses that were asked for and acknowledged. */
    Set<String> analyses() {
        return Set.copyOf(analyses);
    }

    /** How many records that must be refused were acknowledged; each has a key that {@link #isProvoked} knows. */
    long provoked() {
        return provoked.get();
    }

    static boolean isProvoked(String key) {
        return key != null && key.startsWith(BAD_KEY);
    }

    /**
     * Starts all clients.
     *
     * @param runsPerSecond over all of them
     */
    void start(int runsPerSecond) {
        // Of ten runs three come one by one, three in bulk, two as spans and two straight through Kafka.
        int[] threadsOf = {4, 0, 1, 3, 1};
        double[] share = {0.3, 0, 0.3, 0.2, 0.2};
        for (int i = 0; i < threadsOf.length; i++) {
            Lane lane = lanes.get(i);
            double sends = runsPerSecond * share[i] / lane.batch() / Math.max(1, threadsOf[i]);
            for (int thread = 0; thread < threadsOf[i]; thread++) {
                begin(lane.door() + "-" + thread, sends, () -> lane.send(this::givesUp));
            }
        }
        begin("reader", 10, this::read);
        begin("analyst", 1, this::ask);
        begin("provoker", 1, this::provoke);
    }

    /** Ends all clients when what they began is acknowledged, or nobody acknowledged it for long. */
    void stop() throws InterruptedException {
        givesUpAt = System.nanoTime() + GIVES_UP.toNanos();
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Sends some runs and waits until all of them can be read. */
    void probe(Duration most) {
        long until = System.nanoTime() + most.toNanos();
        List<String> ids = probes.send(() -> System.nanoTime() > until);
        for (String id : ids) {
            Waiting.until("run '" + id + "' to be readable", most, () -> client
                    .get("probe", Client.path("/agent-runs/", id, "")).status() == 200);
        }
    }

    void close() {
        lanes.forEach(Lane::close);
        badRecords.close();
    }

    private boolean givesUp() {
        return System.nanoTime() > givesUpAt;
    }

    private void begin(String name, double timesPerSecond, Runnable task) {
        Thread thread = new Thread(() -> {
            long period = (long) (TimeUnit.SECONDS.toNanos(1) / timesPerSecond);
            long due = System.nanoTime();
            while (!stopping) {
                task.run();
                // What was missed while nothing was acknowledged is not made up for.
                due = Math.max(due + period, System.nanoTime() - period);
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }, "load-" + name);
        thread.setUncaughtExceptionHandler((ended, e) -> differences.add("%s ended: %s".formatted(ended.getName(), e)));
        thread.start();
        threads.add(thread);
    }

    /** Reads a run that a door called stored. */
    private void read() {
        if (stored != null) {
            String id = stored;
            if (client.get("read", Client.path("/agent-runs/", id, "")).status() == 404) {
                differences.add("run '%s' was stored and could not be found".formatted(id));
            }
            client.get("read", Client.path("/v1/runs/", id, "/steps"));
        }
    }

    private void ask() {
        long last = http.begun() - 20;
        if (last < 0 || http.open().contains(last)) {
            return;
        }
        String id = http.sample(last).runId();
        Client.Answer answer = client.post("rca", Client.path("/agent-runs/", id, "/rca-runs"), "application/json",
                new byte[0]);
        if (answer.isSuccess()) {
            analyses.add(Json.read(answer.body()).get("rca_run_id").textValue());
            stored = id;
        }
    }

    private void provoke() {
        Sample.Message bad = new Sample.Message(BAD_KEY + provoked.get(), "{not JSON".getBytes(
                java.nio.charset.StandardCharsets.UTF_8), 1);
        if (badRecords.attempt(List.of(bad)).isEmpty()) {
            provoked.incrementAndGet();
        }
    }
}
