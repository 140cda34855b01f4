package io.agentops.demo.summary;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.agentops.demo.text.Words;

/** Summarises by extraction: the sentences whose words are the most frequent in all texts, without saying a thing twice. */
final class Summarizer {

    private record Candidate(String sentence, Set<String> words, double score, int place) {}

    private static final int SENTENCES = 3;
    /** Sentences that share more of the shorter one's words say the same. */
    private static final double MOST_SHARED = 0.6;

    private Summarizer() {}

    /** The summary; empty when there is no sentence. */
    static String summarise(List<String> texts) {
        Map<String, Integer> frequency = new HashMap<>();
        texts.forEach(text -> Words.of(text).forEach(word -> frequency.merge(word, 1, Integer::sum)));
        List<Candidate> candidates = new ArrayList<>();
        for (String text : texts) {
            for (String sentence : Words.sentences(text)) {
                Set<String> words = new HashSet<>(Words.of(sentence));
                double sum = words.stream().mapToInt(frequency::get).sum();
                candidates.add(new Candidate(sentence, words, words.isEmpty() ? 0 : sum / words.size(),
                        candidates.size()));
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::score).reversed().thenComparing(Candidate::place));
        List<Candidate> chosen = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (chosen.size() < SENTENCES && chosen.stream().noneMatch(other -> repeats(candidate, other))) {
                chosen.add(candidate);
            }
        }
        chosen.sort(Comparator.comparing(Candidate::place));
        return String.join(" ", chosen.stream().map(Candidate::sentence).toList());
    }

    private static boolean repeats(Candidate one, Candidate other) {
        Set<String> shared = new HashSet<>(one.words());
        shared.retainAll(other.words());
        return shared.size() > MOST_SHARED * Math.min(one.words().size(), other.words().size());
    }
}
