package io.agentops.ingest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BalanceTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final TopicPartition RUNS = new TopicPartition("agent-runs", 0);
    private static final TopicPartition SPANS = new TopicPartition("agent-spans", 0);

    private final Balance balance = new Balance();

    @Test
    void whatIsInFlightIsNotMissing() {
        assertThat(balance.take(runs(10, 7, 10, 7))).isEqualTo(Balance.Missing.NOTHING);
        assertThat(balance.take(runs(10, 10, 10, 10))).isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void ofAnHourThatIsOverALossShowsThoughOthersAreInFlight() {
        balance.take(runs(10, 7, 10, 7));
        assertThat(balance.take(runs(20, 9, 10, 9))).isEqualTo(Balance.Missing.NOTHING);
        assertThat(balance.take(runs(30, 15, 10, 9))).isEqualTo(new Balance.Missing(1, List.of(
                "1 runs accepted at the door http for project default are neither stored nor dead-lettered")));
    }

    @Test
    void aDifferenceLastsUntilItIsKnownToBeGone() {
        balance.take(runs(10, 7, 10, 7));
        balance.take(runs(20, 10, 20, 8));
        assertThat(balance.take(runs(30, 12, 30, 10)).total()).isEqualTo(2);
        assertThat(balance.take(runs(40, 20, 30, 20))).isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void runsAreNotHeldUpBySpansInFlight() {
        Snapshot now = new Snapshot(TEN, Map.of(RUNS, new Snapshot.Progress(5, 5, 0), SPANS,
                new Snapshot.Progress(9, 3, 0)),
                Map.of(key(Unit.RUNS), new Snapshot.Sums(5, 4), key(Unit.SPANS),
                        new Snapshot.Sums(90, 30)));
        assertThat(balance.take(now).total()).isEqualTo(1);
    }

    @Test
    void aPartitionNobodyCountedYetIsInFlight() {
        assertThat(balance.take(runs(3, 0, 3, 0))).isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void anAccountThatIsNotReadAgainIsNotMissing() {
        balance.take(runs(10, 7, 10, 7));
        assertThat(balance.take(new Snapshot(TEN, Map.of(RUNS, new Snapshot.Progress(20, 10, 0)), Map.of())))
                .isEqualTo(Balance.Missing.NOTHING);
    }

    @Test
    void ofMessagesAndOffsetsTheGreaterIsTheDifference() {
        Snapshot now = new Snapshot(TEN, Map.of(RUNS, new Snapshot.Progress(9, 9, 3)),
                Map.of(key(Unit.RUNS), new Snapshot.Sums(5, 4)));
        assertThat(balance.take(now)).isEqualTo(new Balance.Missing(3, List.of(
                "1 runs accepted at the door http for project default are neither stored nor dead-lettered",
                "3 offsets of agent-runs-0 were passed without being counted once")));
    }

    private static Snapshot runs(long acked, long next, long accepted, long counted) {
        return new Snapshot(TEN, Map.of(RUNS, new Snapshot.Progress(acked, next, 0)),
                Map.of(key(Unit.RUNS), new Snapshot.Sums(accepted, counted)));
    }

    private static DoorCounts.Key key(Unit unit) {
        return new DoorCounts.Key("default", OffsetDateTime.ofInstant(TEN, ZoneOffset.UTC), "http", unit);
    }
}
