package io.agentops.example;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds passages by the words they share with a question, scored by BM25. */
final class KnowledgeBase {

    /** A passage and how well it fits; greater is better. */
    record Hit(String passage, double score) {}

    private static final double SATURATION = 1.2;
    private static final double LENGTH_WEIGHT = 0.75;
    private static final Set<String> STOP_WORDS = Set.of("a", "an", "and", "are", "can", "do", "does", "for", "how",
            "i", "in",
            "is", "it", "long", "many", "my", "of", "on", "or", "the", "to", "we", "what", "when", "with", "you",
            "your");

    private final List<String> passages;
    private final double averageLength;

    KnowledgeBase(List<String> passages) {
        this.passages = List.copyOf(passages);
        this.averageLength = passages.stream().mapToInt(passage -> words(passage).size()).average().orElse(1);
    }

    /** The best passages first; none when no word fits. */
    List<Hit> search(String question, int most) {
        List<String> asked = words(question);
        return passages.stream()
                .map(passage -> new Hit(passage, score(asked, words(passage))))
                .filter(hit -> hit.score() > 0)
                .sorted(Comparator.comparingDouble(Hit::score).reversed())
                .limit(most)
                .toList();
    }

    private double score(List<String> asked, List<String> passage) {
        double sum = 0;
        for (String word : asked) {
            int times = Collections.frequency(passage, word);
            double norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * passage.size() / averageLength);
            sum += rarity(word) * times * (SATURATION + 1) / (times + norm);
        }
        return sum;
    }

    private double rarity(String word) {
        long with = passages.stream().filter(passage -> words(passage).contains(word)).count();
        return Math.log(1 + (passages.size() - with + 0.5) / (with + 0.5));
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^a-z]+"))
                .filter(word -> !word.isEmpty() && !STOP_WORDS.contains(word))
                .toList();
    }
}
