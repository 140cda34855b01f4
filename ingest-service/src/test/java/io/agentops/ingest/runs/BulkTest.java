package io.agentops.ingest.runs;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class BulkTest {

    @Inject
    Database database;

    @TestHTTPResource("/agent-runs/bulk")
    URI bulk;

    @Test
    void aBadLineNeverRejectsItsNeighbours() {
        String first = freshId("bulk");
        String last = freshId("bulk");
        String body = oneLine(failedToolRun(first)) + "\n{broken\n\n{\"run_id\": \"x\"}\n"
                + oneLine(failedToolRun(last));
        given().contentType("application/x-ndjson").body(body.getBytes(StandardCharsets.UTF_8))
                .post("/agent-runs/bulk").then().statusCode(200)
                .body("stored", equalTo(2), "accepted", equalTo(0), "rejected", equalTo(2))
                .body("results.line", contains(1, 2, 4, 5))
                .body("results.status", contains("stored", "rejected", "rejected", "stored"))
                .body("results[2].errors.pointer", contains("/agent_name", "/started_at", "/status"));
        assertThat(database.rowsOf(first)).hasSize(6);
        assertThat(database.rowsOf(last)).hasSize(6);
    }

    @Test
    void gzipIsUnderstood() throws IOException, InterruptedException {
        String id = freshId("gzip");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(oneLine(failedToolRun(id)).getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(bulk)
                .header("Content-Type", "application/x-ndjson").header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray())).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"stored\":1");
        assertThat(database.rowsOf(id)).hasSize(6);
    }

    @Test
    void gzipThatEndsEarlyIsToldSoAndNotTakenForTheWhole() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 200; i++) {
                gzip.write((oneLine(failedToolRun(freshId("cut"))) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        given().contentType("application/x-ndjson").header("Content-Encoding", "gzip")
                .body(Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2)).post("/agent-runs/bulk").then()
                .statusCode(400).contentType("application/problem+json")
                .body("detail", equalTo("The body is not complete and well-formed gzip. Some of what it holds may have "
                        + "been accepted; sending that again changes nothing."));
    }

    @Test
    void blankLinesAloneAreAnEmptyBody() {
        given().contentType("application/x-ndjson").body("\n \n".getBytes(StandardCharsets.UTF_8))
                .post("/agent-runs/bulk").then().statusCode(400).contentType("application/problem+json");
    }

    @Test
    void moreLinesThanAllowedAreTooMany() {
        String body = "{}\n".repeat(10_001);
        given().contentType("application/x-ndjson").body(body.getBytes(StandardCharsets.UTF_8))
                .post("/agent-runs/bulk").then().statusCode(413).contentType("application/problem+json");
    }

    private static String oneLine(String json) {
        return json.replace('\n', ' ');
    }
}
