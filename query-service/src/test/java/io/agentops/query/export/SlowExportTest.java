package io.agentops.query.export;

import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.query.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SlowExportTest {

    private static final String PATH = "/v1/runs/export?from=2026-02-20T00:00:00Z&to=2026-03-10T00:00:00Z";

    @Inject
    ExportConfig config;

    /** Far more than the buffers between database and client hold. */
    @BeforeEach
    void tenThousandLongRuns() {
        Database.empty();
        Database.execute("""
                INSERT INTO run (project_id, day, run_id, agent_name, agent_version, status, started_at)
                SELECT 'default', '2026-03-01', 'r' || n, 'agent', repeat('v', 1500), 'success',
                       timestamptz '2026-03-01 10:00Z' - n * interval '1 ms'
                  FROM generate_series(1, 10000) n""");
    }

    @Test
    void aClientThatReadsLaterIsWaitedForWithoutAConnection() throws IOException {
        try (SlowClient client = new SlowClient(PATH)) {
            client.skipHead();
            awaitQuiet();
            Database.run("written-meanwhile", Instant.parse("2026-03-01T09:00:00Z"), "success");
            List<String> lines = client.body().lines().toList();
            assertThat(lines).hasSize(10_001);
            assertThat(lines.get(9_999)).startsWith("{\"run_id\":\"r10000\",");
            assertThat(lines.get(10_000)).startsWith("{\"run_id\":\"written-meanwhile\",");
        }
    }

    @Test
    void aFileThatCannotBeReadToItsEndIsBrokenOff() throws IOException {
        try (SlowClient client = new SlowClient(PATH)) {
            client.skipHead();
            awaitQuiet();
            Database.execute("ALTER TABLE run RENAME TO run_away");
            try {
                assertThatThrownBy(client::body).isInstanceOf(IOException.class);
            } finally {
                Database.execute("ALTER TABLE run_away RENAME TO run");
            }
        }
    }

    @Test
    void aFileThatCannotBeBegunIsAProblem() {
        Database.execute("ALTER TABLE run RENAME TO run_away");
        try {
            given().get(PATH).then().statusCode(500).contentType("application/problem+json");
        } finally {
            Database.execute("ALTER TABLE run_away RENAME TO run");
        }
    }

    @Test
    void clientsThatAreGoneMakePlaceForOthers() throws IOException {
        List<SlowClient> clients = new ArrayList<>();
        try {
            for (int n = 0; n < config.atOnce(); n++) {
                SlowClient client = new SlowClient(PATH);
                clients.add(client);
                assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            }
            given().get(PATH).then().statusCode(503).header("Retry-After", "30").body("detail",
                    equalTo("As many clients read exports as this service takes."));
            given().get("/v1/runs").then().statusCode(200);
        } finally {
            for (SlowClient client : clients) {
                client.close();
            }
        }
        await().atMost(20, SECONDS).until(() -> given().get(PATH).statusCode() == 200);
    }

    /** For so long that a file would have been read if nobody waited for the client. */
    private static void awaitQuiet() {
        await().atMost(30, SECONDS).during(Duration.ofSeconds(2)).until(() -> Database.rows("""
                SELECT count(*) FROM pg_stat_activity
                 WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND state <> 'idle'""",
                row -> row.getLong(1)).equals(List.of(0L)));
    }
}
