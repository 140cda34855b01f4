package io.agentops.benchmarks.agents;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

/** One more agent, of which is measured how soon what it tells can be read. */
final class Visibility implements AutoCloseable {

    private static final long LONGEST_MICROS = 60_000_000;
    private static final long PAUSE_MILLIS = 100;
    private static final String AGENT = "probe";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI telemetry;
    private final URI agent;
    private final Histogram micros = new Histogram(3);
    private final Thread thread = new Thread(this::run, "visibility");
    private volatile boolean closed;

    Visibility(int ingestPort, int queryPort) {
        telemetry = URI.create("http://127.0.0.1:" + ingestPort + "/telemetry");
        agent = URI.create("http://127.0.0.1:" + queryPort + "/agents/" + AGENT);
        thread.setDaemon(true);
        thread.start();
    }

    /** From the answer to a heartbeat until it could be read; nothing is measured after this. */
    Histogram micros() throws InterruptedException {
        close();
        thread.join(TimeUnit.MICROSECONDS.toMillis(LONGEST_MICROS));
        return micros;
    }

    private void run() {
        try {
            for (long sequence = 1; !closed; sequence++) {
                post(sequence);
                long answered = System.nanoTime();
                String wanted = "\"sequence\":" + sequence + ",";
                while (!read().contains(wanted)) {
                    TimeUnit.MILLISECONDS.sleep(2);
                }
                micros.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - answered) / 1000));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new IllegalStateException("the platform does not answer", e);
        }
    }

    private void post(long sequence) throws IOException, InterruptedException {
        String body = "{\"agent_id\":\"%s\",\"sidecar_id\":\"probe\",\"sequence\":%d,\"status\":\"HEALTHY\"}"
                .formatted(AGENT, sequence);
        int status = client.send(HttpRequest.newBuilder(telemetry).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        if (status != 200) {
            throw new IOException("a heartbeat was answered " + status);
        }
    }

    private String read() throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(agent).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        closed = true;
    }
}
