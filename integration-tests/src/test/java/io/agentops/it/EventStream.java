package io.agentops.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** An SSE client that reads a stream to its end. */
record EventStream(int status, List<Event> events) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    record Event(String id, String data) {}

    /** Everything the server sends until it closes the stream itself. */
    static EventStream readToEnd(String path, String lastEventId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(RunningPlatform.base() + path))
                .timeout(Duration.ofSeconds(60)).header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        HttpResponse<Stream<String>> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        List<Event> events = new ArrayList<>();
        String[] id = { null };
        try (Stream<String> lines = answer.body()) {
            lines.forEach(line -> {
                if (line.startsWith("id:")) {
                    id[0] = line.substring(3).strip();
                } else if (line.startsWith("data:")) {
                    events.add(new Event(id[0], line.substring(5).strip()));
                }
            });
        }
        return new EventStream(answer.statusCode(), events);
    }

    List<String> ids() {
        return events.stream().map(Event::id).toList();
    }
}
