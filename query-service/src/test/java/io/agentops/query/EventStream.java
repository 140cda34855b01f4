package io.agentops.query;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/** A client of a stream of server-sent events that keeps every line. */
public final class EventStream implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile HttpResponse<Void> head;
    private volatile Flow.Subscription subscription;

    private EventStream() {}

    /** Opens a stream, after an event where there is one. */
    public static EventStream open(URI uri, String lastEventId) {
        EventStream stream = new EventStream();
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        CLIENT.sendAsync(request.build(), info -> {
            stream.head = null;
            return HttpResponse.BodySubscribers.fromLineSubscriber(stream.subscriber());
        }).whenComplete((answer, failure) -> {
            stream.head = answer;
            if (failure == null) {
                stream.ended.complete(null);
            } else {
                stream.ended.completeExceptionally(failure);
            }
        });
        return stream;
    }

    /** Opens a stream that is expected to be refused, and waits for the answer. */
    public static HttpResponse<String> refused(URI uri, String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The {@code id:} fields so far. */
    public List<String> ids() {
        return fields("id:");
    }

    /** The {@code data:} fields so far. */
    public List<String> data() {
        return fields("data:");
    }

    /** An event with a name. */
    public record Event(String name, String id, String data) {}

    /** The events with data so far. */
    public List<Event> events() {
        List<Event> events = new ArrayList<>();
        Map<String, String> fields = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            } else if (line.isEmpty()) {
                if (fields.containsKey("data")) {
                    events.add(new Event(fields.get("event"), fields.get("id"), fields.get("data")));
                }
                fields.clear();
            }
        }
        return events;
    }

    /** How many comment lines came so far. */
    public long comments() {
        return lines.stream().filter(line -> line.startsWith(":")).count();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public boolean isOpen() {
        return !ended.isDone();
    }

    /** What the server said before the events; there once the stream has ended. */
    public HttpResponse<Void> head() {
        return head;
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private List<String> fields(String name) {
        return lines.stream().filter(line -> line.startsWith(name)).map(line -> line.substring(name.length()).strip())
                .toList();
    }

    private Flow.Subscriber<String> subscriber() {
        return new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription opened) {
                subscription = opened;
                opened.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(String line) {
                lines.add(line);
            }

            @Override
            public void onError(Throwable failure) {
                ended.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {}
        };
    }
}
