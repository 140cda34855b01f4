package io.agentops.ingest.retention;

import static io.agentops.ingest.Samples.freshId;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.ingest.Database;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(ScheduledRetentionTest.Often.class)
class ScheduledRetentionTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Inject
    Database database;

    public static class Often implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("agentops.retention.every", "1s", "agentops.retention.projects.\"brief\"", "2");
        }
    }

    @Test
    void roundsComeByThemselvesAndKnowTheSettings() {
        String run = freshId("scheduled");
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (String project : new String[]{"brief", "lasting"}) {
            database.value("INSERT INTO run_key (project_id, run_id, day, first_stored_at) VALUES ($1, $2, $3, $3)",
                    project, run,
                    today.minusDays(3));
        }
        await().atMost(LONGEST).until(
                () -> database.value("SELECT string_agg(project_id, ',') FROM run_key WHERE run_id = $1", run),
                "lasting"::equals);
    }
}
