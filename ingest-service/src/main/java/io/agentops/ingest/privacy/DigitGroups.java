package io.agentops.ingest.privacy;

import java.util.Arrays;

/** Steps through a text's chains of digit groups: digits, with single separators between the groups. */
final class DigitGroups {

    private final String text;
    private final String separators;
    private int[] bounds = new int[16];
    private int size;
    private int position;

    DigitGroups(String text, String separators) {
        this.text = text;
        this.separators = separators;
    }

    /** Moves to the next chain; false at the end. */
    boolean next() {
        size = 0;
        while (position < text.length() && !isDigit(position)) {
            position++;
        }
        while (position < text.length() && isDigit(position)) {
            int start = position;
            while (position < text.length() && isDigit(position)) {
                position++;
            }
            add(start, position);
            if (position + 1 < text.length() && separators.indexOf(text.charAt(position)) >= 0
                    && isDigit(position + 1)) {
                position++;
            }
        }
        return size > 0;
    }

    private void add(int start, int end) {
        if (2 * size == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * size] = start;
        bounds[2 * size + 1] = end;
        size++;
    }

    private boolean isDigit(int at) {
        char c = text.charAt(at);
        return c >= '0' && c <= '9';
    }

    /** How many groups the chain has. */
    int size() {
        return size;
    }

    int start(int group) {
        return bounds[2 * group];
    }

    int end(int group) {
        return bounds[2 * group + 1];
    }

    int length(int group) {
        return end(group) - start(group);
    }

    /** Whether the groups from {@code first} on have these lengths. */
    boolean lengths(int first, int... wanted) {
        if (first + wanted.length > size) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (length(first + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** The digits of some groups; empty where they are more than {@code most}. */
    String digits(int from, int to, int most) {
        StringBuilder digits = new StringBuilder();
        for (int i = from; i < to; i++) {
            if (digits.length() + length(i) > most) {
                return "";
            }
            digits.append(text, start(i), end(i));
        }
        return digits.toString();
    }

    /** Whether the chain is no part of a word, an id or a decimal number. */
    boolean standsAlone() {
        int before = start(0) - 1;
        int after = end(size - 1);
        return (before < 0 || !continues(before, before - 1))
                && (after >= text.length() || !continues(after, after + 1));
    }

    private boolean continues(int at, int beyond) {
        char c = text.charAt(at);
        if (Character.isLetterOrDigit(c) || c == '_') {
            return true;
        }
        return c == '.' && beyond >= 0 && beyond < text.length() && Character.isLetterOrDigit(text.charAt(beyond));
    }
}
