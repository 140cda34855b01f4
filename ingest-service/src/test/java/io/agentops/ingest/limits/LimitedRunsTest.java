package io.agentops.ingest.limits;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.ingest.ledger.Books;
import io.agentops.ingest.ledger.Books.Account;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

@QuarkusTest
@TestProfile(SmallRates.class)
class LimitedRunsTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String RATE = "The project has sent as many runs and spans as its rate allows for now.";

    @Inject
    Books books;

    @Inject
    MeterRegistry meters;

    @Inject
    ReactiveRedisDataSource redis;

    @BeforeEach
    void fillTheBucket() {
        forgetTheBucket();
        await().atMost(LONGEST).until(() -> post().statusCode() == 202);
        forgetTheBucket();
        books.begin();
    }

    private void forgetTheBucket() {
        redis.key().del(RedisBuckets.KEY + "default").await().atMost(LONGEST);
    }

    @Test
    void whoSendsMoreThanItsRateIsToldWhenToComeAgain() {
        Map<String, Account> before = books.settled();
        double limited = limited("http");
        Burst burst = burst();
        int accepted = burst.accepted();
        assertRefused(burst.refused());
        assertThat(accepted).isBetween(6, 20);
        await().atMost(LONGEST).until(() -> post().statusCode() == 202);
        double refused = limited("http") - limited;
        books.awaitSince(before, Map.of("http runs", new Account(accepted + 1, (long) refused, accepted + 1, 0)));
        assertThat(meters.get("agentops.ledger.difference").gauge().value()).isZero();
    }

    @Test
    void aRunThatIsInvalidCostsNothing() {
        for (int i = 0; i < 30; i++) {
            given().contentType("application/json").body("{\"run_id\": \"x\"}").post("/agent-runs").then()
                    .statusCode(422);
        }
        assertThat(post().statusCode()).isEqualTo(202);
    }

    @Test
    void ofABulkTheLinesBeyondTheRateAreRetryable() {
        Map<String, Account> before = books.settled();
        String lines = IntStream.range(0, 40).mapToObj(i -> failedToolRun(freshId("bulk")).replace('\n', ' '))
                .collect(Collectors.joining("\n"));
        Response answer = given().contentType("application/x-ndjson").body(lines.getBytes(StandardCharsets.UTF_8))
                .post("/agent-runs/bulk");
        assertThat(answer.statusCode()).isEqualTo(200);
        int stored = answer.path("stored");
        assertThat(stored).isBetween(6, 10);
        assertThat((int) answer.path("rejected")).isEqualTo(40 - stored);
        assertThat(answer.<List<String>>path("results.status").stream().filter("stored"::equals)).hasSize(stored);
        assertThat(answer.<List<String>>path("results.findAll { it.status == 'rejected' }.detail"))
                .isEqualTo(Collections.nCopies(40 - stored, RATE));
        assertThat(answer.<List<Boolean>>path("results.findAll { it.status == 'rejected' }.retryable"))
                .isEqualTo(Collections.nCopies(40 - stored, true));
        books.awaitSince(before, Map.of("bulk runs", new Account(stored, 40 - stored, stored, 0)));
    }

    @Test
    void withoutRedisTheRateHoldsAllTheSame() {
        burst();
        SharedStack.control(PartName.REDIS, Control.KILL);
        long start = System.nanoTime();
        int accepted;
        try {
            accepted = burst().accepted();
            assertThat(accepted).isLessThanOrEqualTo(2 + 2 * (int) Math.ceil((System.nanoTime() - start) / 1e9));
        } finally {
            SharedStack.control(PartName.REDIS, Control.START);
        }
        await().atMost(LONGEST).ignoreExceptions().until(() -> {
            post();
            return redis.key().exists(RedisBuckets.KEY + "default").await().atMost(LONGEST);
        });
        redis.hash(String.class).hset(RedisBuckets.KEY + "default", "tokens", "-1000").await().atMost(LONGEST);
        await().atMost(LONGEST).until(() -> post().header("Retry-After"), after -> after != null
                && Integer.parseInt(after) > 400);
    }

    private record Burst(int accepted, Response refused) {}

    /** Sends until it is refused. */
    private Burst burst() {
        for (int accepted = 0; accepted < 100; accepted++) {
            Response answer = post();
            if (answer.statusCode() / 100 != 2) {
                assertThat(answer.statusCode()).isEqualTo(429);
                return new Burst(accepted, answer);
            }
        }
        throw new AssertionError("never refused");
    }

    private static void assertRefused(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.<Map<String, Object>>path("$")).isEqualTo(Map.of("type", "about:blank",
                "title", "Too Many Requests", "status", 429, "detail", RATE));
    }

    private static Response post() {
        return given().contentType("application/json").header("Prefer", "respond-async")
                .body(failedToolRun(freshId("limited"))).post("/agent-runs");
    }

    private double limited(String door) {
        var counter = meters.find("agentops.limited").tags("door", door, "reason", "rate").counter();
        return counter == null ? 0 : counter.count();
    }
}
