package io.agentops.ingest.limits;

import static io.agentops.ingest.Samples.failedToolRun;
import static io.agentops.ingest.Samples.freshId;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.agentops.ingest.ledger.Books;
import io.agentops.ingest.ledger.Books.Account;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;

@QuarkusTest
@TestProfile(BacklogTest.ShortQueue.class)
class BacklogTest {

    private static final Duration LONGEST = Duration.ofSeconds(90);

    public static class ShortQueue implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.limits.backlog", "5", "agentops.limits.backlog-every", "0.2s",
                    "agentops.ledger.check-every", "0.2s");
        }
    }

    @Inject
    Books books;

    @Inject
    Database database;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void begin() {
        books.begin();
        awaitBacklog(0);
    }

    @Test
    void whenTheWritersAreTooFarBehindTheDoorsTakeNoMoreUntilTheyAreNot() {
        Map<String, Account> before = books.settled();
        int accepted;
        // PostgreSQL for tests does not wait for its disk, and would forget what it committed last.
        database.value("CHECKPOINT");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            for (accepted = 0; accepted < 6; accepted++) {
                assertThat(post().statusCode()).isEqualTo(202);
            }
            awaitBacklog(6);
            Response refused = post();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.header("Retry-After")).isEqualTo("10");
            assertThat(refused.<Map<String, Object>>path("$")).isEqualTo(Map.of("type", "about:blank",
                    "title", "Service Unavailable", "status", 503, "detail", "Too many runs wait to be stored."));
            assertThat(post().statusCode()).isEqualTo(503);
            assertThat(meters.get("agentops.backlog").tag("topic", "agent-spans").gauge().value()).isZero();
            assertThat(meters.get("agentops.limited").tags("door", "http", "reason", "backlog").counter().count())
                    .isEqualTo(2);
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }
        awaitBacklog(0);
        assertThat(post().statusCode()).isEqualTo(202);
        books.awaitSince(before, Map.of("http runs", new Account(7, 2, 7, 0)));
        assertThat(meters.get("agentops.ledger.difference").gauge().value()).isZero();
    }

    @Test
    void whatIsUnknownRefusesNobody() {
        SharedStack.control(PartName.KAFKA, Control.KILL);
        try {
            awaitBacklog(Double.NaN);
            assertThat(post().<String>path("detail"))
                    .isEqualTo("The run is not durable yet: Kafka does not acknowledge it.");
        } finally {
            SharedStack.control(PartName.KAFKA, Control.START);
        }
        await().atMost(LONGEST).until(() -> post().statusCode() == 202);
        awaitBacklog(0);
    }

    private void awaitBacklog(double length) {
        await().atMost(LONGEST).until(() -> meters.get("agentops.backlog").tag("topic", "agent-runs").gauge().value(),
                measured -> Double.compare(measured, length) == 0);
    }

    private static Response post() {
        return given().contentType("application/json").header("Prefer", "respond-async")
                .body(failedToolRun(freshId("behind"))).post("/agent-runs");
    }
}
