package io.agentops.demo.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Takes text apart. */
public final class Words {

    private static final Set<String> STOP_WORDS = Set.of("a", "about", "after", "all", "am", "an", "and", "any", "are",
            "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does", "for", "from", "get", "has",
            "have", "how", "i", "if", "in", "is", "it", "its", "know", "long", "many", "may", "me", "much", "must",
            "my", "no", "not", "of", "on", "or", "our", "please", "should", "so", "tell", "that", "the", "their",
            "them", "there", "they", "this", "to", "us", "was", "we", "what", "when", "where", "which", "who", "why",
            "will", "with", "would", "you", "your");
    private static final int SHORTEST_PLURAL = 4;

    private Words() {}

    /** The words that carry meaning, in lower case, without the endings of plurals. */
    public static List<String> of(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z0-9]+", -1))
                .filter(word -> !word.isEmpty() && !STOP_WORDS.contains(word))
                .map(Words::stem)
                .toList();
    }

    /** The sentences, each with its full stop. */
    public static List<String> sentences(String text) {
        return Arrays.stream(text.split("(?<=[.!?])\\s+(?=[A-Z])", -1)).map(String::strip)
                .filter(sentence -> !sentence.isEmpty()).toList();
    }

    private static String stem(String word) {
        boolean plural = word.length() >= SHORTEST_PLURAL && word.endsWith("s") && !word.endsWith("ss");
        return plural ? word.substring(0, word.length() - 1) : word;
    }
}
