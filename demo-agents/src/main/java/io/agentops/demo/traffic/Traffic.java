package io.agentops.demo.traffic;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.http.JsonClient;

/** Asks each agent something again and again, one request at a time, with a pause in between. */
public final class Traffic implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final JsonClient client;
    private final Duration pause;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong answered = new AtomicLong();

    /**
     * Begins at once.
     *
     * @param chat where users reach the chat agent; a proxy in front is just another address
     * @param pause between the end of a request and the next to the same agent
     */
    public Traffic(JsonClient client, URI chat, URI summary, Duration pause, long seed) {
        this.client = client;
        this.pause = pause;
        Requests requests = new Requests(seed);
        Requests summaries = new Requests(seed + 1);
        start("traffic-chat", URI.create(chat + "/chat"), requests::chat);
        start("traffic-summary", URI.create(summary + "/summaries"), summaries::summary);
    }

    /** How many requests were answered, in whatever way. */
    public long answered() {
        return answered.get();
    }

    private void start(String name, URI url, Supplier<? extends JsonNode> requests) {
        Thread thread = new Thread(null, () -> ask(url, requests), name, 0, false);
        thread.setDaemon(true);
        thread.start();
    }

    private void ask(URI url, Supplier<? extends JsonNode> requests) {
        try {
            do {
                if (isAnswered(url, requests.get())) {
                    answered.incrementAndGet();
                }
            } while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An agent that is away is tried again like any other user would. */
    private boolean isAnswered(URI url, JsonNode request) throws InterruptedException {
        try {
            return client.post(url, request, Map.of(), PATIENCE).status() > 0;
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
