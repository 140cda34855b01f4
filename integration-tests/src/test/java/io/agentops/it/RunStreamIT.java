package io.agentops.it;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.restassured.http.ContentType;

/** Runs that come in through any door reach those who follow them. */
@ExtendWith(RunningPlatform.class)
class RunStreamIT {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aRunIsStreamedAsItLandsAndAgainToWhoComesBack() {
        List<String> all = follow("", null);
        List<String> ofOthers = follow("?agent_id=nobody", null);
        List<String> failures = follow("?agent_id=billing-agent&tool=create_invoice&status=failure", null);
        await().atMost(LONGEST).until(() -> all.contains(":") && ofOthers.contains(":") && failures.contains(":"));
        String run = Runs.freshId("streamed");
        Runs.ingest(Runs.missingField(run));
        await().atMost(LONGEST).until(() -> tells(all, run) && tells(failures, run));
        assertThat(data(failures, run)).contains("\"agent_id\":\"billing-agent\"", "\"status\":\"failure\"")
                .doesNotContain("missing required field");

        String seen = failures.get(failures.indexOf(data(failures, run)) - 2).replaceFirst("id: ", "");
        String next = Runs.freshId("streamed");
        Runs.ingest(Runs.missingField(next));
        List<String> back = follow("?agent_id=billing-agent", seen);
        await().atMost(LONGEST).until(() -> tells(back, next));
        assertThat(tells(back, run)).isFalse();
        assertThat(tells(ofOthers, run)).isFalse();
    }

    @Test
    void aRunThatSpansTellIsStreamed() {
        List<String> all = follow("", null);
        await().atMost(LONGEST).until(() -> all.contains(":"));
        String run = Runs.freshId("spans");
        long start = Runs.minutesAgo(1).getEpochSecond();
        given().contentType(ContentType.JSON)
                .body("""
                        {"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "billing"}}]},
                          "scopeSpans": [{"spans": [{"traceId": "%s", "spanId": "00f067aa0ba902b7", "name": "invoke_agent billing-agent",
                            "startTimeUnixNano": "%d000000000", "endTimeUnixNano": "%d000000000", "attributes": [
                              {"key": "gen_ai.operation.name", "value": {"stringValue": "invoke_agent"}},
                              {"key": "gen_ai.agent.name", "value": {"stringValue": "billing-agent"}},
                              {"key": "agentops.run.id", "value": {"stringValue": "%s"}}]}]}]}]}"""
                        .formatted(run.replace("-", "").replaceFirst("spans", ""), start, start + 1, run))
                .post("/v1/traces").then().statusCode(200);
        await().atMost(LONGEST).until(() -> tells(all, run));
    }

    /** The lines of a stream, as they come. */
    private List<String> follow(String query, String lastEventId) {
        List<String> lines = new CopyOnWriteArrayList<>();
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create(RunningPlatform.base() + "/v1/runs/stream" + query));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        CompletableFuture<Void> unused = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
                .thenAcceptAsync(answer -> answer.body().forEach(lines::add));
        return lines;
    }

    private static boolean tells(List<String> lines, String run) {
        return lines.stream().anyMatch(line -> line.startsWith("data:") && line.contains(run));
    }

    private static String data(List<String> lines, String run) {
        return lines.stream().filter(line -> line.startsWith("data:") && line.contains(run)).findFirst().orElseThrow();
    }
}
