package io.agentops.rca.runs;

import static io.agentops.rca.Database.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.agentops.rca.Database;
import io.agentops.rca.runs.ProgressEvents.Event;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

@QuarkusTest
class OutageTest {

    private static final String PROJECT = "outage";

    @Inject
    RedisDataSource redis;
    @Inject
    ObjectMapper json;

    @Test
    void withoutRedisARunIsStillExplained() {
        SharedStack.control(PartName.REDIS, Control.KILL);
        try {
            var rca = Database.forgotten(PROJECT, Database.rateLimitedRun(PROJECT));

            awaitDone(rca);

            assertThat(row(PROJECT, rca).attempt()).isEqualTo(1);
            assertThat(RestAssured.get("/q/health/ready").statusCode()).isEqualTo(200);
        } finally {
            SharedStack.control(PartName.REDIS, Control.START);
        }
        var later = Database.forgotten(PROJECT, Database.rateLimitedRun(PROJECT));
        awaitDone(later);
        assertThat(new ProgressEvents(redis, json).await(PROJECT, later, 5)).extracting(Event::id).endsWith("1-5");
    }

    @Test
    void withoutKafkaARunIsStillExplained() {
        SharedStack.control(PartName.KAFKA, Control.STOP);
        try {
            var rca = Database.forgotten(PROJECT, Database.rateLimitedRun(PROJECT));

            awaitDone(rca);

            assertThat(row(PROJECT, rca).attempt()).isEqualTo(1);
            assertThat(RestAssured.get("/q/health/live").statusCode()).isEqualTo(200);
        } finally {
            SharedStack.control(PartName.KAFKA, Control.START);
        }
    }

    @Test
    void whatWasAskedForBeforeTheDatabaseDiedIsExplainedAfterIt() {
        var rca = Database.abandoned(PROJECT, Database.rateLimitedRun(PROJECT), 1);
        Database.execute("UPDATE rca_run SET lease_until = now() + interval '3 seconds' WHERE rca_run_id = ?", rca);
        // The test database does not wait for its disk otherwise.
        Database.execute("CHECKPOINT");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            await().atMost(Duration.ofSeconds(20)).until(() -> RestAssured.get("/q/health/ready").statusCode() == 503);
            assertThat(RestAssured.get("/q/health/live").statusCode()).isEqualTo(200);
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }

        awaitDone(rca);
    }

    private static void awaitDone(UUID rca) {
        await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100))
                .until(() -> row(PROJECT, rca).status().equals("done"));
    }
}
