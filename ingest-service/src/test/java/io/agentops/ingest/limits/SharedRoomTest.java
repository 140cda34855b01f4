package io.agentops.ingest.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.agentops.ingest.ledger.Unit;
import io.agentops.ingest.limits.SharedRoom.Entry;

class SharedRoomTest {

    @Test
    void oneProjectAloneFillsHalfOfTheRoom() {
        SharedRoom room = new SharedRoom(Unit.RUNS, 100, 1);
        assertThat(fill(room, "noisy")).isEqualTo(50);
        assertThat(fill(room, "second")).isEqualTo(25);
        assertThat(fill(room, "third")).isEqualTo(13);
        assertThat(room.enter("noisy", 1)).isEqualTo(Entry.BEYOND_SHARE);
        room.leave("noisy", 2);
        assertThat(room.enter("third", 1)).isEqualTo(Entry.IN);
        assertThat(room.enter("noisy", 1)).isEqualTo(Entry.BEYOND_SHARE);
    }

    @Test
    void aLargerShareLeavesLess() {
        assertThat(fill(new SharedRoom(Unit.RUNS, 100, 4), "noisy")).isEqualTo(80);
        assertThat(fill(new SharedRoom(Unit.RUNS, 100, 0.25), "noisy")).isEqualTo(20);
    }

    @Test
    void whereNothingIsFreeTheRoomIsFullForEverybody() {
        SharedRoom room = new SharedRoom(Unit.RUNS, 3, 1);
        assertThat(room.enter("a", 1)).isEqualTo(Entry.IN);
        assertThat(room.enter("b", 1)).isEqualTo(Entry.IN);
        assertThat(room.enter("c", 1)).isEqualTo(Entry.IN);
        assertThat(room.enter("a", 1)).isEqualTo(Entry.FULL);
        assertThat(room.enter("newcomer", 1)).isEqualTo(Entry.FULL);
        room.leave("a", 1);
        assertThat(room.enter("newcomer", 1)).isEqualTo(Entry.IN);
    }

    @Test
    void aLargeRequestPassesWhereItsProjectHoldsNothing() {
        SharedRoom room = new SharedRoom(Unit.SPANS, 32, 1);
        assertThat(room.enter("large", 16)).isEqualTo(Entry.IN);
        assertThat(room.enter("large", 1)).isEqualTo(Entry.BEYOND_SHARE);
        assertThat(room.enter("other", 16)).isEqualTo(Entry.IN);
        room.leave("large", 16);
        assertThat(room.enter("large", 16)).isEqualTo(Entry.IN);
        assertThat(room.enter("third", 1)).isEqualTo(Entry.FULL);
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    /** Whatever several projects do: the room is never overfull, a noisy project never has more than half, a newcomer gets in. */
    @ParameterizedTest
    @MethodSource("seeds")
    void whoStaysWithinItsShareIsNeverRefusedBecauseOfOthers(int seed) {
        Random random = new Random(seed);
        int size = 4 + random.nextInt(200);
        SharedRoom room = new SharedRoom(Unit.RUNS, size, 1);
        Deque<String> inside = new ArrayDeque<>();
        Map<String, Integer> held = new HashMap<>();
        for (int step = 0; step < 2_000; step++) {
            String project = random.nextInt(4) > 0 ? "noisy" : "quiet" + random.nextInt(3);
            int free = size - inside.size();
            int own = held.getOrDefault(project, 0);
            if (random.nextInt(5) < 3) {
                Entry expected = free == 0 ? Entry.FULL : own > 0 && own + 1 > free ? Entry.BEYOND_SHARE : Entry.IN;
                assertThat(room.enter(project, 1)).isEqualTo(expected);
                if (expected == Entry.IN) {
                    inside.add(project);
                    held.merge(project, 1, Integer::sum);
                }
            } else if (!inside.isEmpty()) {
                String leaving = inside.remove();
                room.leave(leaving, 1);
                held.merge(leaving, -1, Integer::sum);
            }
            assertThat(inside.size()).isLessThanOrEqualTo(size);
            assertThat(held.getOrDefault("noisy", 0)).isLessThanOrEqualTo((size + 1) / 2);
        }
    }

    @Test
    void aNoisyProjectAtFullSpeedLeavesAQuietOneItsPlace() {
        SharedRoom room = new SharedRoom(Unit.RUNS, 64, 1);
        for (int round = 0; round < 1_000; round++) {
            fill(room, "noisy");
            for (int i = 0; i < 16; i++) {
                assertThat(room.enter("quiet", 1)).isEqualTo(Entry.IN);
            }
            room.leave("quiet", 16);
            room.leave("noisy", 1 + round % 8);
        }
    }

    private static int fill(SharedRoom room, String project) {
        int in = 0;
        while (room.enter(project, 1) == Entry.IN) {
            in++;
        }
        return in;
    }
}
