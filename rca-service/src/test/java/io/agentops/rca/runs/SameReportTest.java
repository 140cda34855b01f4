package io.agentops.rca.runs;

import static io.agentops.rca.Database.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.rca.AgentPast;
import io.agentops.rca.Database;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SameReportTest {

    private static final Instant FIRST = Instant.parse("2026-11-20T14:05:00Z");

    @Inject
    ObjectMapper json;

    private final String project = "same-" + UUID.randomUUID();
    private final AgentPast past = new AgentPast(project);

    @Test
    void aSecondAnalysisGivesTheSameBytesThoughMoreRunsFailedSince() throws Exception {
        past.succeeded("2.4.0", "prod", FIRST.minus(Duration.ofDays(1)), Duration.ofMinutes(2), 380);
        past.succeeded("2.4.1", "prod", FIRST.plusSeconds(60), Duration.ofMinutes(3), 9);
        var run = past.failed("2.4.1", "prod", "WrongAnswer", FIRST, Duration.ofSeconds(70), 31);
        var first = analysed(run);

        past.failed("2.4.1", "prod", "WrongAnswer", FIRST.plus(Duration.ofMinutes(36)), Duration.ofMinutes(5), 40);
        past.succeeded("2.4.2", "prod", FIRST.plus(Duration.ofHours(1)), Duration.ofMinutes(1), 100);
        past.fold(Instant.parse("2026-11-20T14:00:00Z"));

        assertThat(analysed(run)).isEqualTo(first);
        JsonNode report = json.readTree(first);
        assertThat(report.path("category").asText()).isEqualTo("prompt_regression");
        assertThat(report.path("fingerprint").path("count").asInt()).isEqualTo(31);
        assertThat(report.path("fingerprint").path("first_seen").asText()).isEqualTo("2026-11-20T14:05:00Z");
        assertThat(report.path("fingerprint").path("as_of").asText()).isEqualTo("2026-11-20T14:40:00Z");
        assertThat(report.path("onset").path("started_with").asText()).isEqualTo("version");
        assertThat(report.path("onset").path("runs").asInt()).isEqualTo(40);
        assertThat(report.path("onset").path("failed").asInt()).isEqualTo(31);
        JsonNode target = report.path("action_items").path(0).path("remediation").path("target");
        assertThat(target.path("version").asText()).isEqualTo("2.4.1");
        assertThat(target.path("to_version").asText()).isEqualTo("2.4.0");
    }

    private String analysed(String run) {
        var rca = Database.forgotten(project, run);
        await().atMost(Duration.ofSeconds(30)).until(() -> row(project, rca).status(), "done"::equals);
        return row(project, rca).report();
    }
}
