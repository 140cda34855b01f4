package io.agentops.query.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.EventId;

class ChangedRunsTest {

    private final ChangedRuns changed = new ChangedRuns(3);

    private void add(String run, int event) {
        changed.add(ref(run), id(event));
    }

    private static RunRef ref(String run) {
        return new RunRef(LocalDate.EPOCH, run);
    }

    private static EventId id(int event) {
        return new EventId(new EntryId(event, 0), 0);
    }

    private static List<String> runs(ChangedRuns.Batch batch) {
        return batch.runs().keySet().stream().map(RunRef::runId).toList();
    }

    @Test
    void aRunThatChangedTwiceIsReadOnceInItsLastPlace() {
        add("a", 1);
        add("b", 2);
        add("a", 3);
        ChangedRuns.Batch batch = changed.take();
        assertThat(runs(batch)).containsExactly("b", "a");
        assertThat(batch.runs()).containsEntry(ref("a"), id(3));
        assertThat(batch.last()).isEqualTo(id(3));
        assertThat(batch.skipped()).isZero();
        assertThat(changed.isEmpty()).isTrue();
    }

    @Test
    void ofTooManyTheNewestStayAndTheOthersAreCountedOnce() {
        for (int i = 1; i <= 5; i++) {
            add("r" + i, i);
        }
        ChangedRuns.Batch batch = changed.take();
        assertThat(runs(batch)).containsExactly("r3", "r4", "r5");
        assertThat(batch.skipped()).isEqualTo(2);
        assertThat(changed.take().skipped()).isZero();
    }

    @Test
    void whatCouldNotBeReadStandsBeforeWhatCameMeanwhile() {
        add("a", 1);
        add("b", 2);
        ChangedRuns.Batch failed = changed.take();
        add("a", 3);
        add("c", 4);
        add("d", 5);
        changed.putBack(failed);
        ChangedRuns.Batch batch = changed.take();
        assertThat(runs(batch)).containsExactly("a", "c", "d");
        assertThat(batch.skipped()).isEqualTo(1);
    }
}
