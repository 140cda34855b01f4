package io.agentops.benchmarks.speed;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.HdrHistogram.Histogram;

/** Loads the platform through each of its doors, until everything sent is stored, and compares what is stored with what was sent. */
final class Doors implements AutoCloseable {

    private static final String RUNS = "agent-runs";
    private static final String SPANS = "agent-spans";
    private static final int LINES = 200;
    private static final int TRACES = 20;
    private static final int BULK_CONNECTIONS = 4;

    private final AtomicInteger batches = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final LocalPlatform platform;
    private final Messages messages = new Messages();
    private final Store store;
    private final KafkaLoad runs;
    private final KafkaLoad spans;
    private final int connections;

    Doors(LocalPlatform platform, int connections) throws SQLException {
        this.platform = platform;
        this.connections = connections;
        store = new Store(platform.database());
        runs = new KafkaLoad(platform.kafka(), RUNS);
        spans = new KafkaLoad(platform.kafka(), SPANS);
    }

    /**
     * What came of a load through one door.
     *
     * @param batch what the ids of its runs or traces begin with
     * @param messages runs or traces that were accepted, all of which are stored
     * @param rows steps, calls and spans of them
     * @param sending seconds until the last was accepted
     * @param seconds until the last was stored
     * @param answer microseconds to the answer of the door; null where it gives none
     * @param queryable microseconds from accepted to queryable
     */
    record Result(String batch, long messages, long rows, double sending, double seconds, Histogram answer,
            Histogram queryable) {

        double acceptedPerSecond() {
            return messages / sending;
        }

        double messagesPerSecond() {
            return messages / seconds;
        }

        double rowsPerSecond() {
            return rows / seconds;
        }
    }

    /** Leaves nothing to do of what was loaded so far. */
    void settle() throws SQLException {
        store.settle();
    }

    /**
     * Runs, each in a request.
     *
     * @param stored whether the answer is that the run is stored, or that Kafka has it
     */
    Result http(boolean stored, double seconds, double rate) throws IOException, InterruptedException, SQLException {
        String batch = batch();
        return posted(batch, RUNS, connections, 1, seconds, rate,
                new HttpLoad.Post("/agent-runs", "application/json", stored ? null : "respond-async",
                        n -> messages.run(batch, n)),
                () -> store.rowsOfRuns("run-" + batch), Messages.ROWS_OF_RUN);
    }

    /** Runs in requests of many lines. */
    Result bulk(double seconds, double rate) throws IOException, InterruptedException, SQLException {
        String batch = batch();
        return posted(batch, RUNS, BULK_CONNECTIONS, LINES, seconds, rate,
                new HttpLoad.Post("/agent-runs/bulk", "application/x-ndjson", null,
                        n -> messages.runs(batch, n * LINES, LINES)),
                () -> store.rowsOfRuns("run-" + batch), Messages.ROWS_OF_RUN);
    }

    /** Traces in export requests, which are answered when Kafka has them. */
    Result otlp(double seconds, double rate) throws IOException, InterruptedException, SQLException {
        int batch = batches.incrementAndGet();
        return posted(Integer.toString(batch), SPANS, BULK_CONNECTIONS, TRACES, seconds, rate,
                new HttpLoad.Post("/v1/traces", "application/x-protobuf", null,
                        n -> messages.traces(batch, n * TRACES, TRACES)),
                () -> store.rowsOfTraces(Messages.traceId(batch, 0).substring(0, 16)), Messages.ROWS_OF_TRACE);
    }

    /** Runs of direct producers: so many at once, of which the writer's own speed shows, or at a rate. */
    Result kafka(double seconds, double rate) throws IOException, InterruptedException, SQLException {
        String batch = batch();
        long count = (long) (seconds * rate);
        return measured(batch, RUNS, () -> {
            runs.send(n -> "default|" + Messages.runId(batch, n), n -> messages.run(batch, n), count, rate);
            return new HttpLoad.Result(count, 0, seconds, null);
        }, 1, () -> store.rowsOfRuns("run-" + batch), Messages.ROWS_OF_RUN);
    }

    /** A backlog that was there before the clock starts: the writer alone, with no door beside it. */
    Result backlog(long count) throws IOException, InterruptedException, SQLException {
        String batch = batch();
        long begun = store.stored(RUNS);
        runs.send(n -> "default|" + Messages.runId(batch, n), n -> messages.run(batch, n), count, 0);
        long before = store.stored(RUNS);
        long start = System.nanoTime();
        store.awaitDrained(RUNS, runs.records());
        double seconds = (System.nanoTime() - start) / 1e9;
        check(store.rowsOfRuns("run-" + batch), count * Messages.ROWS_OF_RUN);
        long left = count - (before - begun);
        return new Result(batch, left, left * Messages.ROWS_OF_RUN, seconds, seconds, null, null);
    }

    private interface Counted {
        long rows() throws SQLException;
    }

    private interface Sending {
        HttpLoad.Result send() throws InterruptedException;
    }

    private Result posted(String batch, String topic, int clients, int perRequest, double seconds,
            double rate,
            HttpLoad.Post post, Counted counted, int rowsEach) throws IOException, InterruptedException, SQLException {
        try (HttpLoad load = new HttpLoad(platform.ingestPort(), clients)) {
            return measured(batch, topic, () -> load.run(post, seconds, rate / perRequest), perRequest, counted,
                    rowsEach);
        }
    }

    private Result measured(String batch, String topic, Sending sending, int perRequest, Counted counted,
            int rowsEach)
            throws IOException, InterruptedException, SQLException {
        try (Probe probe = new Probe(
                topic.equals(RUNS) ? new RunProbe(batch()) : new TraceProbe(batches.incrementAndGet()))) {
            long start = System.nanoTime();
            HttpLoad.Result sent = sending.send();
            if (sent.refused() > 0) {
                System.err.printf("%d requests were refused, and sent again%n", sent.refused());
            }
            store.awaitDrained(topic, (topic.equals(RUNS) ? runs : spans).records());
            double seconds = (System.nanoTime() - start) / 1e9;
            Histogram queryable = probe.end();
            long rows = counted.rows();
            check(rows, sent.sent() * perRequest * rowsEach);
            return new Result(batch, sent.sent() * perRequest, rows, sent.seconds(), seconds, sent.micros(), queryable);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A probe failed", e.getCause());
        }
    }

    private static void check(long found, long expected) {
        if (found != expected) {
            throw new IllegalStateException("%d rows are stored, %d were accepted".formatted(found, expected));
        }
    }

    private String batch() {
        return "b%03d".formatted(batches.incrementAndGet());
    }

    private void post(String path, String type, String prefer, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + platform.ingestPort() + path))
                .header("Content-Type", type).header("Prefer", prefer)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).build();
        int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status / 100 != 2) {
            throw new IllegalStateException("a probe was answered " + status);
        }
    }

    private URI query(String path) {
        return URI.create("http://127.0.0.1:" + platform.queryPort() + path);
    }

    private final class RunProbe implements Probe.Message {
        private final String batch;

        RunProbe(String batch) {
            this.batch = batch;
        }

        @Override
        public void send(long number) throws IOException, InterruptedException {
            post("/agent-runs", "application/json", "respond-async", messages.run(batch, number));
        }

        @Override
        public URI place(long number) {
            return query("/v1/runs/" + Messages.runId(batch, number));
        }
    }

    private final class TraceProbe implements Probe.Message {
        private final int batch;

        TraceProbe(int batch) {
            this.batch = batch;
        }

        @Override
        public void send(long number) throws IOException, InterruptedException {
            post("/v1/traces", "application/x-protobuf", "respond-async", messages.traces(batch, number, 1));
        }

        @Override
        public URI place(long number) {
            return query("/v1/traces/" + Messages.traceId(batch, number));
        }
    }

    @Override
    public void close() throws SQLException {
        runs.close();
        spans.close();
        store.close();
    }
}
