package io.agentops.query.diff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pairs the equal entries of two sequences so that as few as possible are left alone and no pairs cross: a longest common
 * subsequence, found by the greedy algorithm of Myers ("An O(ND) Difference Algorithm and Its Variations", Algorithmica 1986).
 *
 * <p>It takes time of the sequences' length times the entries left alone, and memory of the square of these. Beyond
 * {@link #MOST_ALONE} of them it is given up: then the n-th occurrence of an entry is paired with the n-th occurrence in the
 * other sequence, wherever it stands.
 */
final class Alignment {

    /** Stands for a partner where there is none. */
    static final int NONE = -1;

    /** Keeps a search under 4 MiB, and that of 20,000 entries at tens of milliseconds. */
    static final int MOST_ALONE = 1000;

    private final int[] partners;
    private final boolean approximate;

    private Alignment(int[] partners, boolean approximate) {
        this.partners = partners;
        this.approximate = approximate;
    }

    static Alignment of(int[] first, int[] second) {
        int[] partners = new int[first.length];
        Arrays.fill(partners, NONE);
        int start = 0;
        int shorter = Math.min(first.length, second.length);
        while (start < shorter && first[start] == second[start]) {
            partners[start] = start;
            start++;
        }
        int tail = 0;
        while (tail < shorter - start && first[first.length - 1 - tail] == second[second.length - 1 - tail]) {
            tail++;
            partners[first.length - tail] = second.length - tail;
        }
        Search search = new Search(Arrays.copyOfRange(first, start, first.length - tail),
                Arrays.copyOfRange(second, start, second.length - tail), partners, start);
        if (search.isFound()) {
            return new Alignment(partners, false);
        }
        search.pairOccurrences();
        return new Alignment(partners, true);
    }

    /** For each entry of the first sequence its partner's place in the second, or {@link #NONE}. */
    int[] partners() {
        return partners;
    }

    /** Whether the search was given up. */
    boolean approximate() {
        return approximate;
    }

    /** The search between what both begin and what both end with. */
    private static final class Search {

        private final int[] first;
        private final int[] second;
        private final int[] partners;
        private final int offset;
        /** How far each diagonal was followed, before each round. */
        private final List<int[]> rounds = new ArrayList<>();

        private Search(int[] first, int[] second, int[] partners, int offset) {
            this.first = first;
            this.second = second;
            this.partners = partners;
            this.offset = offset;
        }

        private boolean isFound() {
            if (first.length == 0 || second.length == 0) {
                return true;
            }
            if (Math.abs(first.length - second.length) > MOST_ALONE) {
                return false;
            }
            int most = Math.min(first.length + second.length, MOST_ALONE);
            int[] reached = new int[2 * most + 3];
            int zero = most + 1;
            for (int alone = 0; alone <= most; alone++) {
                rounds.add(Arrays.copyOfRange(reached, zero - alone - 1, zero + alone + 2));
                for (int diagonal = -alone; diagonal <= alone; diagonal += 2) {
                    int x = begin(reached, zero, diagonal, alone);
                    while (x < first.length && x - diagonal < second.length && first[x] == second[x - diagonal]) {
                        x++;
                    }
                    reached[zero + diagonal] = x;
                    if (x >= first.length && x - diagonal >= second.length) {
                        trace(alone);
                        return true;
                    }
                }
            }
            return false;
        }

        private static int begin(int[] reached, int zero, int diagonal, int alone) {
            return isDown(reached, zero, diagonal, alone)
                    ? reached[zero + diagonal + 1]
                    : reached[zero + diagonal - 1] + 1;
        }

        private static boolean isDown(int[] reached, int zero, int diagonal, int alone) {
            return diagonal == -alone
                    || (diagonal != alone && reached[zero + diagonal - 1] < reached[zero + diagonal + 1]);
        }

        private void trace(int alone) {
            int x = first.length;
            int y = second.length;
            for (int round = alone; round > 0; round--) {
                int[] reached = rounds.get(round);
                int zero = round + 1;
                int diagonal = x - y;
                int before = isDown(reached, zero, diagonal, round) ? diagonal + 1 : diagonal - 1;
                int fromX = reached[zero + before];
                pair(x, y, Math.min(x - fromX, y - (fromX - before)));
                x = fromX;
                y = fromX - before;
            }
            pair(x, y, x);
        }

        private void pair(int x, int y, int length) {
            for (int back = 1; back <= length; back++) {
                partners[offset + x - back] = offset + y - back;
            }
        }

        private void pairOccurrences() {
            Map<Integer, Deque<Integer>> places = new HashMap<>();
            for (int place = 0; place < second.length; place++) {
                places.computeIfAbsent(second[place], entry -> new ArrayDeque<>()).add(place);
            }
            for (int place = 0; place < first.length; place++) {
                Deque<Integer> open = places.get(first[place]);
                if (open != null && !open.isEmpty()) {
                    partners[offset + place] = offset + open.remove();
                }
            }
        }
    }
}
