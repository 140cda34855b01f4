package io.agentops.ingest.runs;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.http.ProblemException;
import io.agentops.ingest.ledger.Books;
import io.agentops.ingest.ledger.Books.Account;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;

/** Several projects in a room for four runs, each of which stays for seconds. */
@QuarkusTest
@TestProfile(SharedIntakeTest.NarrowRoom.class)
class SharedIntakeTest {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String SHARE = "Too many runs of this project are being accepted at this moment.";

    public static class NarrowRoom implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.intake.in-flight", "4", "agentops.kafka.linger", "3s");
        }
    }

    @Inject
    Books books;

    @Inject
    Intake intake;

    @Inject
    RunReader format;

    @Test
    void aNoisyProjectLeavesRoomForTheOthers() {
        String noisy = freshId("noisy");
        String quiet = freshId("quiet");
        List<CompletableFuture<Receipt>> inFlight = new ArrayList<>(List.of(send(noisy), send(noisy)));
        assertRefused(send(noisy), 429, SHARE);
        inFlight.add(send(quiet));
        assertRefused(send(noisy), 429, SHARE);
        inFlight.add(send(freshId("newcomer")));
        assertRefused(send(freshId("late")), 503, "Too many runs are being accepted at this moment.");
        inFlight.forEach(run -> assertThat(run.join().offsets()).hasSize(1));
        assertThat(send(noisy).join().offsets()).hasSize(1);
        await().atMost(LONGEST).untilAsserted(() -> {
            assertThat(books.of(noisy)).isEqualTo(Map.of("http runs", new Account(3, 2, 3, 0)));
            assertThat(books.of(quiet)).isEqualTo(Map.of("http runs", new Account(1, 0, 1, 0)));
        });
    }

    @Test
    void linesBeyondTheShareAreRetryable() {
        String lines = IntStream.range(0, 9).mapToObj(i -> failedToolRun(freshId("bulk")).replace('\n', ' '))
                .collect(Collectors.joining("\n"));
        Response answer = RestAssured.given().contentType("application/x-ndjson")
                .body(lines.getBytes(StandardCharsets.UTF_8)).post("/agent-runs/bulk");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.<List<String>>path("results.status")).containsExactly("stored", "stored", "rejected",
                "rejected", "rejected", "rejected", "rejected", "rejected", "rejected");
        assertThat(answer.<String>path("results[2].detail")).isEqualTo(SHARE);
        assertThat(answer.<Boolean>path("results[2].retryable")).isTrue();
        assertThat(answer.<String>path("results[8].detail")).isEqualTo(SHARE);
        assertThat(answer.<Boolean>path("results[8].retryable")).isTrue();
    }

    private CompletableFuture<Receipt> send(String project) {
        byte[] run = failedToolRun(freshId("shared")).getBytes(StandardCharsets.UTF_8);
        Reading reading = intake.read(project, Door.HTTP, format, run);
        return intake.accept(project, Door.HTTP, (Reading.Valid) reading).subscribeAsCompletionStage();
    }

    private static void assertRefused(CompletableFuture<Receipt> sent, int status, String detail) {
        assertThat(sent).isCompletedExceptionally();
        ProblemException refusal = (ProblemException) catchThrowableOfType(
                CompletionException.class, sent::join).getCause();
        assertThat(refusal.problem().status()).isEqualTo(status);
        assertThat(refusal.problem().detail()).isEqualTo(detail);
        assertThat(refusal.retryAfterSeconds()).hasValue(1);
    }
}
