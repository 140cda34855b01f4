package io.agentops.rca.engine;

import java.util.function.Consumer;

/** Cuts text into the words that can be followed through a run: numbers, names, ids, addresses and plain words. */
final class GraphWords {

    private static final int MAX_WORD = 80;

    private GraphWords() {}

    /** Hands over the words of the first {@code limit} characters, as they stand. */
    static void of(String text, int limit, Consumer<String> words) {
        int end = text == null ? 0 : Math.min(text.length(), limit);
        int start = -1;
        for (int i = 0; i <= end; i++) {
            boolean inside = i < end && part(text, i, end);
            if (inside && start < 0) {
                start = i;
            } else if (!inside && start >= 0) {
                if (i - start >= 2 && i - start <= MAX_WORD) {
                    words.accept(text.substring(start, i));
                }
                start = -1;
            }
        }
    }

    /** Letters and digits, and what joins them: 1,234.5 a-b a_b a/b a:b a@b. */
    private static boolean part(String text, int i, int end) {
        char c = text.charAt(i);
        if (Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate(c)) {
            return true;
        }
        boolean joins = c == '.' || c == ',' || c == '-' || c == '/' || c == ':' || c == '@' || c == '#' || c == '\'';
        if (!joins || i == 0 || i + 1 >= end) {
            return false;
        }
        char before = text.charAt(i - 1);
        char after = text.charAt(i + 1);
        return c == ','
                ? Character.isDigit(before) && Character.isDigit(after)
                : Character.isLetterOrDigit(before) && Character.isLetterOrDigit(after);
    }

    /** Equal for the same word and for the same number, whatever separates its thousands. */
    static String key(String word) {
        return word.indexOf(',') < 0 ? word : word.replace(",", "");
    }

    /** How much it tells that a word comes up again: 2 for what is no chance (an id, a long number), 0 for what may be grammar. */
    static int weight(String word) {
        boolean digit = word.chars().anyMatch(Character::isDigit);
        return digit && word.length() >= 6 ? 2 : (digit && word.length() >= 3) || word.length() >= 5 ? 1 : 0;
    }

    /** Whether a word carries a fact rather than grammar: it holds a digit, or is written as a name or an id. */
    static boolean fact(String word) {
        boolean upper = Character.isUpperCase(word.charAt(0));
        for (int i = 0; i < word.length(); i++) {
            if (Character.isDigit(word.charAt(i)) || word.charAt(i) == '_') {
                return true;
            }
        }
        return upper && word.length() >= 3;
    }
}
