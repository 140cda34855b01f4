package io.agentops.query.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;

import org.junit.jupiter.api.Test;

import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.EventId;

class PastEntriesTest {

    private final PastEntries past = new PastEntries(id(2, 0), id(9, 1), 3);

    private static EventId id(int entry, int place) {
        return new EventId(new EntryId(entry, 0), place);
    }

    private void entry(int entry, String... runs) {
        past.at(new EntryId(entry, 0));
        for (int place = 0; place < runs.length; place++) {
            past.add(new RunRef(LocalDate.EPOCH, runs[place]), id(entry, place));
        }
    }

    private void assertRuns(String... runs) {
        assertThat(past.runs().keySet()).extracting(RunRef::runId).containsExactlyInAnyOrder(runs);
    }

    @Test
    void onlyWhatLiesBetweenTheTwoCounts() {
        entry(9, "a", "b", "later");
        entry(2, "seen", "c");
        assertThat(past.since(true)).isEqualTo(id(2, 0));
        assertRuns("a", "b", "c");
    }

    @Test
    void ofARunTheNewestEventCounts() {
        entry(9, "a");
        entry(5, "a", "b");
        entry(2, "b");
        assertThat(past.since(true)).isEqualTo(id(2, 0));
        assertThat(past.runs()).containsEntry(new RunRef(LocalDate.EPOCH, "a"), id(9, 0))
                .containsEntry(new RunRef(LocalDate.EPOCH, "b"), id(5, 1));
    }

    @Test
    void ofTooManyTheNewestStayAndTheNewestLeftOutIsTold() {
        entry(9, "a", "b");
        entry(8, "c", "d");
        assertThat(past.isFull()).isTrue();
        assertThat(past.since(false)).isEqualTo(id(8, 0));
        assertRuns("a", "b", "d");
    }

    @Test
    void whatIsNoLongerKeptIsMissing() {
        entry(9, "a");
        entry(8, "b");
        assertThat(past.since(true)).isEqualTo(id(8, 0));
        assertRuns("a", "b");
    }

    @Test
    void whereNothingIsKeptEverythingIsMissing() {
        assertThat(past.since(true)).isEqualTo(id(9, 1));
    }
}
