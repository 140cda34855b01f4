package io.agentops.rca.collect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agentops.rca.AgentPast;
import io.agentops.rca.Database;
import io.agentops.rca.engine.VersionHistory;
import io.agentops.rca.engine.VersionHistory.ToolRate;
import io.agentops.rca.engine.VersionHistory.Version;
import io.agentops.rca.history.GroupHistory;
import io.agentops.rca.history.GroupHistory.Course;
import io.agentops.rca.history.GroupHistory.Spread;
import io.agentops.rca.history.Rate;
import io.quarkus.test.junit.QuarkusTest;

/** The agent changed from version 2.4.0 to 2.4.1 at 14:01; from 14:05 until the run at 14:40, 31 of 40 runs gave a wrong answer. */
@QuarkusTest
class HistoryReaderTest {

    private static final Instant DAY_BEFORE = Instant.parse("2026-11-19T06:00:00Z");
    private static final Instant CHANGED = Instant.parse("2026-11-20T14:01:00Z");
    private static final Instant FIRST = Instant.parse("2026-11-20T14:05:00Z");
    private static final Instant RUN = Instant.parse("2026-11-20T14:40:00Z");

    @Inject
    RunReader reader;

    private final String project = "history-" + UUID.randomUUID();
    private final AgentPast past = new AgentPast(project);
    private String run;

    @BeforeEach
    void runs() {
        past.succeeded("2.4.0", "prod", DAY_BEFORE, Duration.ofMinutes(1), 368);
        past.failed("2.4.0", "prod", "Overloaded", DAY_BEFORE, Duration.ofMinutes(30), 12);
        past.succeeded("2.4.1", "prod", CHANGED, Duration.ofMinutes(1), 2);
        past.succeeded("2.4.1", "prod", FIRST.plusSeconds(60), Duration.ofMinutes(3), 9);
        run = past.failed("2.4.1", "prod", "WrongAnswer", FIRST, Duration.ofSeconds(70), 31);
    }

    @Test
    void theGroupIsTheOneTheRunIsLabelledWith() {
        GroupHistory group = read().group();

        assertThat(group.groupId()).matches("1-[0-9a-f]{24}");
        assertThat(group.failureType()).isEqualTo("orchestration");
        assertThat(group.state()).isEqualTo("open");
        assertThat(group.count()).isEqualTo(31);
        assertThat(group.firstSeen()).isEqualTo(FIRST);
        assertThat(group.firstVersion()).isEqualTo("2.4.1");
        assertThat(group.lastSeen()).isEqualTo(RUN.minusSeconds(70));
        assertThat(group.asOf()).isEqualTo(RUN);
    }

    @Test
    void theCourseOfTheFailureIsCountedToTheMinute() {
        assertThat(read().group().course()).isEqualTo(new Course(new Rate(0, 380), Rate.NONE,
                new Spread(FIRST, 2, new Rate(31, 40), 0), new Spread(FIRST, 382, new Rate(31, 40), 0)));
    }

    @Test
    void bothVersionsAreCountedWithTheirTools() {
        assertThat(read().history()).isEqualTo(new VersionHistory(
                new Version("2.4.1", new Rate(31, 42), new Rate(31, 42), 0,
                        List.of(new ToolRate("search", new Rate(0, 42)))),
                new Version("2.4.0", new Rate(12, 380), new Rate(0, 380), 0,
                        List.of(new ToolRate("search", new Rate(0, 380)))),
                false));
    }

    @Test
    void whatStartsLaterChangesNothing() {
        CollectedRun before = read();
        past.failed("2.4.1", "prod", "WrongAnswer", RUN.plusSeconds(1), Duration.ofMinutes(10), 20);
        past.succeeded("2.4.0", "prod", RUN.plusSeconds(1), Duration.ofMinutes(1), 100);
        past.fold(Instant.parse("2026-11-19T06:00:00Z"));
        past.fold(Instant.parse("2026-11-20T14:00:00Z"));

        assertThat(read()).isEqualTo(before);
    }

    @Test
    void hoursBetweenAreCountedFromTheFigures() {
        past.succeeded("2.4.1", "prod", Instant.parse("2026-11-20T15:00:00Z"), Duration.ofMinutes(1), 7);
        past.fold(Instant.parse("2026-11-20T14:00:00Z"));
        run = past.failed("2.4.1", "prod", "WrongAnswer", Instant.parse("2026-11-20T16:10:00Z"), Duration.ZERO, 1);

        GroupHistory group = read().group();

        assertThat(group.count()).isEqualTo(32);
        assertThat(group.lastSeen()).isEqualTo(RUN);
        assertThat(group.course().ofVersion()).isEqualTo(new Spread(FIRST, 2, new Rate(32, 48), 0));
    }

    @Test
    void otherEnvironmentsAreCountedInTheGroupAlone() {
        past.failed("2.4.1-rc", "dev", "WrongAnswer", DAY_BEFORE, Duration.ofSeconds(1), 5);
        past.failed(null, null, "WrongAnswer", RUN.minusSeconds(5), Duration.ofSeconds(1), 1);

        GroupHistory group = read().group();

        assertThat(group.count()).isEqualTo(37);
        assertThat(group.firstSeen()).isEqualTo(DAY_BEFORE);
        assertThat(group.firstVersion()).isEqualTo("2.4.1-rc");
        assertThat(group.lastSeen()).isEqualTo(RUN.minusSeconds(5));
        assertThat(group.course().before()).isEqualTo(new Rate(0, 380));
        assertThat(group.course().ofAgent()).isEqualTo(new Spread(FIRST, 382, new Rate(31, 40), 0));
    }

    @Test
    void runsThatGoOnAreCountedApart() {
        past.unfinished("2.4.1", "prod", RUN.minusSeconds(60), 4);
        past.unfinished("2.4.0", "prod", RUN.minusSeconds(60), 3);
        past.unfinished("2.4.1", "dev", RUN.minusSeconds(60), 1);
        past.unfinished("2.4.1", "prod", RUN.plusSeconds(1), 1);

        CollectedRun found = read();

        assertThat(found.history().current().unfinished()).isEqualTo(4);
        assertThat(found.history().previous().unfinished()).isEqualTo(3);
        assertThat(found.group().course().ofAgent().unfinished()).isEqualTo(7);
    }

    @Test
    void runsLeftUnfinishedLongAgoDoNotCount() {
        past.unfinished("2.4.1", "prod", RUN.minus(Duration.ofHours(25)), 30);
        past.unfinished("2.4.1", "prod", RUN.minus(Duration.ofHours(23)), 2);

        CollectedRun found = read();

        assertThat(found.history().current().unfinished()).isEqualTo(2);
        assertThat(found.group().course().ofVersion().unfinished()).isZero();
        assertThat(found.group().course().ofAgent().unfinished()).isZero();
    }

    @Test
    void besideVersionsThatRanSideBySideOnlyRunsOfTheSameHoursAreUnfinished() {
        past.succeeded("2.4.0", "prod", Instant.parse("2026-11-20T14:00:00Z"), Duration.ofSeconds(30), 80);
        past.unfinished("2.4.0", "prod", RUN.minus(Duration.ofHours(3)), 9);
        past.unfinished("2.4.0", "prod", RUN.minusSeconds(60), 1);

        assertThat(read().history().previous().unfinished()).isEqualTo(1);
    }

    @Test
    void toolsAreCountedInTheSharedHoursAlone() {
        past.succeeded("2.4.1", "prod", DAY_BEFORE.plus(Duration.ofHours(2)), Duration.ofSeconds(1), 40);

        CollectedRun found = read();

        assertThat(found.history().sideBySide()).isFalse();
        past.succeeded("2.4.1", "prod", DAY_BEFORE.plus(Duration.ofHours(4)), Duration.ofSeconds(1), 40);
        past.succeeded("2.4.1", "prod", Instant.parse("2026-11-20T10:00:00Z"), Duration.ofSeconds(1), 5);
        found = read();
        assertThat(found.history().sideBySide()).isTrue();
        assertThat(found.history().current().runs()).isEqualTo(new Rate(0, 80));
        assertThat(found.history().current().tools()).containsExactly(new ToolRate("search", new Rate(0, 80)));
        assertThat(found.history().previous().tools())
                .containsExactly(new ToolRate("search", new Rate(0, 124)));
    }

    @Test
    void canariesAreComparedInTheHoursTheyShare() {
        past.succeeded("2.4.0", "prod", Instant.parse("2026-11-20T14:00:00Z"), Duration.ofSeconds(30), 80);

        CollectedRun found = read();

        assertThat(found.history().sideBySide()).isTrue();
        assertThat(found.history().previous()).isEqualTo(new Version("2.4.0", new Rate(0, 80), new Rate(0, 80), 0,
                List.of(new ToolRate("search", new Rate(0, 80)))));
        assertThat(found.group().course().beside()).isEqualTo(new Rate(0, 80));
    }

    @Test
    void theStateIsThatOfTheMomentOfTheRun() {
        past.decide("resolved", RUN.plusSeconds(1), null, null);
        assertThat(read().group().state()).isEqualTo("open");
        past.decide("resolved", CHANGED, null, null);
        assertThat(read().group().state()).isEqualTo("regressed");
        past.decide("resolved", CHANGED, "2.4.1", null);
        assertThat(read().group().state()).isEqualTo("regressed");
        past.decide("muted", CHANGED, null, null);
        assertThat(read().group().state()).isEqualTo("muted");
        past.decide("muted", CHANGED, null, RUN.minusSeconds(1));
        assertThat(read().group().state()).isEqualTo("open");
    }

    @Test
    void runsOfOlderVersionsDoNotMakeAResolvedGroupRegress() {
        run = past.failed("2.4.0", "prod", "WrongAnswer", Instant.parse("2026-11-20T14:50:00Z"), Duration.ZERO, 1);
        past.decide("resolved", Instant.parse("2026-11-20T14:00:00Z"), "2.4.2", null);
        assertThat(read().group().state()).isEqualTo("resolved");

        run = past.failed("2.4.0", "prod", "WrongAnswer", Instant.parse("2026-11-20T17:50:00Z"), Duration.ZERO, 1);
        past.decide("resolved", Instant.parse("2026-11-20T13:00:00Z"), "2.4.2", null);
        assertThat(read().group().state()).isEqualTo("regressed");
    }

    @Test
    void runsThatDidNotFailHaveNoHistory() {
        Database.execute("UPDATE run SET status = 'success' WHERE project_id = ? AND run_id = ?", project, run);

        assertThat(read().history()).isEqualTo(VersionHistory.none());
        assertThat(read().group()).isNull();
    }

    @Test
    void aRunThatIsNotLabelledYetHasNoGroup() {
        Database.execute("UPDATE run SET facets = '{}' WHERE project_id = ? AND run_id = ?", project, run);

        assertThat(read().group()).isNull();
        assertThat(read().history().current()).isEqualTo(new Version("2.4.1", new Rate(31, 42), null, 0,
                List.of(new ToolRate("search", new Rate(0, 42)))));
    }

    private CollectedRun read() {
        return reader.read(project, run).await().atMost(Duration.ofSeconds(10)).orElseThrow();
    }
}
