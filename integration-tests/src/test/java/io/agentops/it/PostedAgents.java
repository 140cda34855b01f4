package io.agentops.it;

import static io.restassured.RestAssured.given;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.restassured.http.ContentType;

/** Agents whose heartbeats are posted once a second, and who do nothing of what they are told until they are to obey. */
final class PostedAgents implements AutoCloseable {

    private static final int A_MESSAGE = 100;

    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private final String name;
    private final List<String> statuses = new ArrayList<>();
    private final Map<Integer, String> told = new HashMap<>();
    private boolean obeying;
    private int sequence;

    /** @param name what all of them share, and their ids begin with */
    PostedAgents(String name, int count) {
        this.name = name;
        grow(count);
        heart.scheduleWithFixedDelay(this::beat, 0, 1, TimeUnit.SECONDS);
    }

    String id(int agent) {
        return name + "-" + agent;
    }

    /** More of them, that are healthy. */
    synchronized void grow(int more) {
        IntStream.range(0, more).forEach(one -> statuses.add("HEALTHY"));
    }

    /** What the first of them are from now on. */
    synchronized void turn(int count, String status) {
        IntStream.range(0, count).forEach(agent -> statuses.set(agent, status));
    }

    /** Those that were ever told to restart. */
    synchronized List<Integer> told() {
        return List.copyOf(told.keySet());
    }

    /** Those that were told to restart say from now on that they did. */
    synchronized void obey() {
        obeying = true;
    }

    // Heartbeats that the platform does not take, since it is dead, are not sent again.
    private void beat() {
        List<String> heartbeats = heartbeats();
        try {
            for (int from = 0; from < heartbeats.size(); from += A_MESSAGE) {
                send(from, heartbeats.subList(from, Math.min(from + A_MESSAGE, heartbeats.size())));
            }
        } catch (Exception | AssertionError away) {
            // The next ones come in a second.
        }
    }

    private void send(int first, List<String> heartbeats) {
        List<Map<String, Object>> recoveries = given().contentType(ContentType.JSON).body(heartbeats.toString())
                .post("/telemetry").then().statusCode(200).extract().path("recovery");
        hear(first, recoveries);
    }

    /** @param recoveries one for each agent; null for those that are told of none */
    private synchronized void hear(int first, List<Map<String, Object>> recoveries) {
        for (int i = 0; i < recoveries.size(); i++) {
            if (recoveries.get(i) != null) {
                told.put(first + i, recoveries.get(i).get("recovery_id").toString());
            }
        }
    }

    private synchronized List<String> heartbeats() {
        sequence++;
        return IntStream.range(0, statuses.size())
                .mapToObj(
                        agent -> """
                                {"agent_id": "%s", "agent_name": "%s", "environment": "staging", "sidecar_id": "s", "sequence": %d,
                                 "status": "%s", "reason": "3 probes failed in a row", "process": {"restarts": 0}, "recoveries": [%s]}"""
                                .formatted(id(agent), name, sequence, statuses.get(agent), done(agent)))
                .toList();
    }

    private String done(int agent) {
        return obeying && told.containsKey(agent)
                ? "{\"recovery_id\": \"%s\", \"outcome\": \"succeeded\"}".formatted(told.get(agent))
                : "";
    }

    @Override
    public void close() throws InterruptedException {
        heart.shutdown();
        heart.awaitTermination(30, TimeUnit.SECONDS);
    }
}
