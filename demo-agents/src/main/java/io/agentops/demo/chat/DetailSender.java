package io.agentops.demo.chat;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.demo.Identity;
import io.agentops.demo.http.JsonClient;

/** Sends runs in the full form beside the agent's work; a queue that is full drops them, and the first loss is logged. */
final class DetailSender implements AutoCloseable {

    private static final Logger LOG = System.getLogger(DetailSender.class.getName());
    private static final int QUEUE = 256;
    private static final int ATTEMPTS = 4;
    private static final Duration REQUEST = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final JsonClient client;
    private final URI door;
    private final Map<String, String> headers;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE), task -> {
                Thread sender = new Thread(task, "demo-details");
                sender.setDaemon(true);
                return sender;
            });
    private volatile boolean lost;

    DetailSender(JsonClient client, Identity agent) {
        this.client = client;
        this.door = agent.at("/agent-runs");
        this.headers = new LinkedHashMap<>(agent.headers());
        headers.put("Prefer", "respond-async");
    }

    void send(ObjectNode run) {
        try {
            thread.execute(() -> deliver(run));
        } catch (RejectedExecutionException e) {
            lose("the queue is full or closed");
        }
    }

    private void deliver(ObjectNode run) {
        try {
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                int status = post(run);
                if (status / 100 == 2) {
                    return;
                }
                if (status / 100 == 4 && status != 429) {
                    lose("the platform answered HTTP " + status);
                    return;
                }
                Thread.sleep(PAUSE.multipliedBy(attempt).toMillis());
            }
            lose("the platform did not take them in %d attempts".formatted(ATTEMPTS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The status that was answered; 0 where nothing was. */
    private int post(ObjectNode run) throws InterruptedException {
        try {
            return client.post(door, run, headers, REQUEST).status();
        } catch (IOException | TimeoutException e) {
            return 0;
        }
    }

    private void lose(String why) {
        if (!lost) {
            lost = true;
            LOG.log(Level.WARNING, "Details of runs are lost: {0}", why);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
