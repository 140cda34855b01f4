package io.agentops.query.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class AlignmentTest {

    @Test
    void equalEntriesArePairedInTheirOrder() {
        assertThat(partners("abcabba", "cbabac")).hasSize(7)
                .satisfies(partners -> assertThat(Arrays.stream(partners).filter(p -> p >= 0)).isSorted().hasSize(4));
        assertThat(partners("plan", "plan")).containsExactly(0, 1, 2, 3);
        assertThat(partners("pln", "plan")).containsExactly(0, 1, 3);
        assertThat(partners("plan", "pan")).containsExactly(0, -1, 1, 2);
        assertThat(partners("ab", "cd")).containsExactly(-1, -1);
        assertThat(partners("", "cd")).isEmpty();
        assertThat(partners("cd", "")).containsExactly(-1, -1);
    }

    @Test
    void asManyArePairedAsCanBeWithoutCrossing() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            int[] first = random.ints(random.nextInt(14), 0, 4).toArray();
            int[] second = random.ints(random.nextInt(14), 0, 4).toArray();
            Alignment alignment = Alignment.of(first, second);
            int[] paired = IntStream.range(0, first.length).filter(i -> alignment.partners()[i] >= 0).toArray();
            assertThat(alignment.approximate()).isFalse();
            assertThat(paired).as("seed %d", seed).hasSize(longest(first, second));
            for (int i = 0; i < paired.length; i++) {
                assertThat(second[alignment.partners()[paired[i]]]).isEqualTo(first[paired[i]]);
                assertThat(i == 0 || alignment.partners()[paired[i - 1]] < alignment.partners()[paired[i]])
                        .as("seed %d", seed).isTrue();
            }
        }
    }

    @Test
    @Timeout(10)
    void longSequencesThatDifferLittleAreAligned() {
        int[] first = new Random(1).ints(20_000, 0, 50).toArray();
        int[] second = IntStream.range(0, 20_000).filter(i -> i % 100 != 7).map(i -> first[i]).toArray();
        Alignment alignment = Alignment.of(first, second);
        assertThat(alignment.approximate()).isFalse();
        assertThat(Arrays.stream(alignment.partners()).filter(p -> p < 0)).hasSize(200);
    }

    @Test
    @Timeout(10)
    void longSequencesThatDifferMuchArePairedByOccurrence() {
        int[] first = IntStream.range(0, 20_000).map(i -> i % 7).toArray();
        int[] second = IntStream.range(0, 20_000).map(i -> (20_000 - i) % 7).toArray();
        second[0] = 9;
        second[19_999] = 9;
        Alignment alignment = Alignment.of(first, second);
        assertThat(alignment.approximate()).isTrue();
        assertThat(alignment.partners()[0]).isEqualTo(1 + IntStream.range(0, 7).filter(i -> second[i + 1] == 0)
                .findFirst().getAsInt());
        assertThat(Arrays.stream(alignment.partners()).filter(p -> p >= 0)).doesNotHaveDuplicates();
        assertThat(IntStream.range(0, 20_000).filter(i -> alignment.partners()[i] >= 0))
                .allMatch(i -> first[i] == second[alignment.partners()[i]]).hasSizeBetween(19_990, 19_998);
        assertThat(Alignment.of(first, Arrays.copyOf(second, 5_000)).approximate()).isTrue();
        assertThat(Alignment.of(first, new int[0]).approximate()).isFalse();
    }

    private static int[] partners(String first, String second) {
        return Alignment.of(first.chars().toArray(), second.chars().toArray()).partners();
    }

    private static int longest(int[] first, int[] second) {
        int[][] longest = new int[first.length + 1][second.length + 1];
        for (int i = 0; i < first.length; i++) {
            for (int j = 0; j < second.length; j++) {
                longest[i + 1][j + 1] = first[i] == second[j]
                        ? longest[i][j] + 1
                        : Math.max(longest[i][j + 1], longest[i + 1][j]);
            }
        }
        return longest[first.length][second.length];
    }
}
