package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** HTTP as a patient client speaks it; every answer is counted. */
final class Client {

    private static final int LONGEST_SECONDS = 40;
    private static final Set<Integer> WRONG = Set.of(400, 401, 403, 405, 413, 415, 422);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3)).build();
    private final Cluster cluster;
    private final Tally answers;

    Client(Cluster cluster, Tally answers) {
        this.cluster = cluster;
        this.answers = answers;
    }

    /** What came back; status 0 where nothing did. */
    record Answer(int status, String body) {
        boolean isSuccess() {
            return status / 100 == 2;
        }
    }

    /**
     * Sends to any of the doors.
     *
     * @throws IllegalStateException when what was sent is called wrong, since it is not
     */
    Answer post(String name, String path, String type, byte[] body) {
        List<String> doors = cluster.doors();
        String door = doors.get(ThreadLocalRandom.current().nextInt(doors.size()));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(door + path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)).header("Content-Type", type);
        if (ThreadLocalRandom.current().nextBoolean()) {
            request.header("Prefer", "respond-async");
        }
        Answer answer = send(name, request);
        if (WRONG.contains(answer.status())) {
            throw new IllegalStateException("%s answered %d: %s".formatted(path, answer.status(), answer.body()));
        }
        return answer;
    }

    /** Asks the origin. */
    Answer get(String name, String path) {
        return send(name, HttpRequest.newBuilder(URI.create(cluster.base() + path)));
    }

    /** A path with an id in it. */
    static String path(String before, String id, String after) {
        return before + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20") + after;
    }

    private Answer send(String name, HttpRequest.Builder request) {
        Answer answer;
        try {
            HttpResponse<String> response = http.send(request.timeout(Duration.ofSeconds(LONGEST_SECONDS)).build(),
                    HttpResponse.BodyHandlers.ofString());
            answer = new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            answer = new Answer(0, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = new Answer(0, "interrupted");
        }
        answers.count(name, answer.status() == 0 ? "no answer" : Integer.toString(answer.status()));
        return answer;
    }
}
