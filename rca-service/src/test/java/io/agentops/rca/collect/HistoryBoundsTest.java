package io.agentops.rca.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.rca.AgentPast;
import io.agentops.rca.Database;
import io.agentops.rca.engine.VersionHistory;
import io.agentops.rca.history.GroupHistory.Course;
import io.agentops.rca.history.Rate;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;

/** What of an agent's past is too much, or takes too long, to be read. */
@QuarkusTest
class HistoryBoundsTest {

    private static final Instant DAY_BEFORE = Instant.parse("2026-11-19T06:00:00Z");
    private static final Instant CHANGED = Instant.parse("2026-11-20T14:01:00Z");
    private static final Instant FIRST = Instant.parse("2026-11-20T14:05:00Z");
    private static final Instant RUN = Instant.parse("2026-11-20T14:40:00Z");

    @Inject
    Pool pool;
    @Inject
    ObjectMapper json;

    private final String project = "history-" + UUID.randomUUID();
    private final AgentPast past = new AgentPast(project);
    private String run;

    private record Bounds(int maxChildren, int maxText, int runsOfHour, int historyRows, int toolRunsPerVersion,
            Duration historyTimeLimit)
            implements
                CollectConfig {

        @Override
        public int maxBytes() {
            return 1_000_000;
        }

        @Override
        public int maxJsonBytes() {
            return 10_000;
        }
    }

    @BeforeEach
    void runs() {
        past.succeeded("2.4.0", "prod", DAY_BEFORE, Duration.ofMinutes(1), 368);
        past.failed("2.4.0", "prod", "Overloaded", DAY_BEFORE, Duration.ofMinutes(30), 12);
        past.succeeded("2.4.1", "prod", CHANGED, Duration.ofMinutes(1), 2);
        past.succeeded("2.4.1", "prod", FIRST.plusSeconds(60), Duration.ofMinutes(3), 9);
        run = past.failed("2.4.1", "prod", "WrongAnswer", FIRST, Duration.ofSeconds(70), 31);
    }

    @Test
    void anHourTooBusyIsLeftOut() {
        CollectedRun found = bounded(new Bounds(100, 100, 41, 100, 500, Duration.ofSeconds(5)));

        assertThat(found.group().asOf()).isEqualTo(Instant.parse("2026-11-20T14:00:00Z"));
        assertThat(found.group().count()).isEqualTo(1);
        assertThat(found.group().firstSeen()).isEqualTo(RUN);
        assertThat(found.group().firstVersion()).isEqualTo("2.4.1");
        assertThat(found.group().lastSeen()).isNull();
        assertThat(found.group().course()).isEqualTo(new Course(Rate.NONE, Rate.NONE, null, null));
        assertThat(found.history().previous()).isNull();
    }

    @Test
    void ofTooManyHoursAndVersionsTheLatestWholeHoursCount() {
        past.succeeded("2.3.9", "prod", DAY_BEFORE.plus(Duration.ofHours(5)), Duration.ofMinutes(1), 60);

        CollectedRun found = bounded(new Bounds(100, 100, 100, 2, 500, Duration.ofSeconds(5)));

        assertThat(found.history().previous().runs()).isEqualTo(new Rate(0, 8));
        assertThat(found.gaps())
                .containsExactly("The agent has more than 2 hours and versions in 30 days; of its history"
                        + " only what came after the hour of 2026-11-19T11:00:00Z was looked at.");
    }

    @Test
    void whatTakesTooLongIsAGap() throws SQLException {
        try (var connection = Database.connect(); var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE run_stat");

            CollectedRun found = bounded(new Bounds(100, 100, 100, 100, 500, Duration.ofMillis(100)));

            assertThat(found.history()).isEqualTo(VersionHistory.none());
            assertThat(found.group()).isNull();
            assertThat(found.gaps())
                    .containsExactly("The history of the agent took longer than 100 ms to read: whether "
                            + "the failure is new, and whether the version is at fault, was not looked at.");
        }
    }

    private CollectedRun bounded(CollectConfig bounds) {
        return new RunReader(pool, bounds, new RunRows(json), new HistoryReader(pool, bounds)).read(project, run)
                .await().atMost(Duration.ofSeconds(10)).orElseThrow();
    }
}
