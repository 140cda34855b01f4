package io.agentops.rca.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.agentops.rca.history.Timeline.Comparison;
import io.agentops.rca.history.Timeline.Hour;

class TimelineTest {

    private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");

    private final List<Hour> hours = new ArrayList<>();

    @Test
    void aVersionIsComparedWithTheOneItTookOverFrom() {
        ran("v1", -30, 500);
        ran("v2", 0, 100);
        ran("tried", 1, 25);
        ran("v3", 2, 40);

        Comparison found = timeline().comparison("v3").orElseThrow();

        assertThat(found.previous()).isEqualTo("v2");
        assertThat(found.sideBySide()).isFalse();
        assertThat(found.hours()).containsExactlyInAnyOrder(at(-30), at(0), at(1), at(2));
    }

    @Test
    void aVersionWithFewRunsIsTakenOnlyWhereThereIsNoOther() {
        ran("v1", -30, 500);
        ran("few", 0, 19);
        ran("v3", 2, 40);
        assertThat(timeline().comparison("v3").orElseThrow().previous()).isEqualTo("few");

        ran("v1", 0, 1);
        assertThat(timeline().comparison("v3").orElseThrow().previous()).isEqualTo("v1");
    }

    @Test
    void versionsThatRunSideBySideAreComparedInTheSameHours() {
        ran("v1", 0, 100);
        ran("v1", 5, 100);
        ran("v1", 6, 100);
        ran("v2", 5, 10);
        ran("v2", 6, 10);
        ran("v2", 7, 5);

        Comparison found = timeline().comparison("v2").orElseThrow();

        assertThat(found).isEqualTo(new Comparison("v1", true, Set.of(at(5), at(6))));
        assertThat(timeline().failed("v1", found.hours()::contains)).isEqualTo(new Rate(0, 200));
    }

    @Test
    void aShortOverlapIsNotSideBySide() {
        ran("v1", 0, 100);
        ran("v1", 5, 100);
        ran("v2", 5, 10);
        ran("v2", 7, 11);

        assertThat(timeline().comparison("v2").orElseThrow().sideBySide()).isFalse();
    }

    @Test
    void whatWasThereFromTheStartHasNothingBeforeIt() {
        ran("v1", 0, 100);
        ran("v2", 0, 100);
        ran(null, -1, 100);

        assertThat(timeline().comparison("v1")).isEmpty();
        assertThat(timeline().comparison("unheard of")).isEmpty();
        assertThat(new Timeline(List.of()).comparison("v1")).isEmpty();
    }

    @Test
    void countsAreOfAVersionOrOfAll() {
        hours.add(new Hour(at(0), "v1", 10, 4, 1));
        hours.add(new Hour(at(1), null, 5, 2, 2));
        hours.add(new Hour(at(2), "v2", 3, 3, 0));

        assertThat(timeline().inGroup(null, any -> true)).isEqualTo(new Rate(3, 18));
        assertThat(timeline().inGroup("v1", any -> true)).isEqualTo(new Rate(1, 10));
        assertThat(timeline().inGroupOfOthers("v1", at(2)::isAfter)).isEqualTo(new Rate(2, 5));
        assertThat(timeline().failed("v2", any -> true)).isEqualTo(new Rate(3, 3));
        assertThat(timeline().firstInGroup("v2")).isEmpty();
        assertThat(timeline().firstInGroup(null)).contains(at(0));
    }

    @Test
    @Timeout(30)
    void manyVersionsAreLookedThroughOnce() {
        for (int i = 0; i < 20_000; i++) {
            ran("v" + i, -1, 20);
        }
        ran("new", 0, 40);

        assertThat(timeline().comparison("new").orElseThrow().previous()).isEqualTo("v9999");
    }

    private void ran(String version, int hour, long runs) {
        hours.add(new Hour(at(hour), version, runs, 0, 0));
    }

    private Timeline timeline() {
        return new Timeline(hours);
    }

    private static Instant at(int hour) {
        return DAY.plusSeconds(3600L * hour);
    }
}
