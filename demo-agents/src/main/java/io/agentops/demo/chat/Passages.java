package io.agentops.demo.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.agentops.demo.text.Words;

/** Answers a question with the sentences of the best passage that come closest to it. */
final class Passages {

    /** An answer, and the documents it is from. */
    record Cited(String text, List<String> citations) {}

    private record Candidate(String sentence, int shared, int place) {}

    private static final int SENTENCES = 2;

    private Passages() {}

    /**
     * Picks from what a search found.
     *
     * @param results of the search, at least one, best first
     */
    static Cited answer(String question, JsonNode results) {
        Set<String> asked = Set.copyOf(Words.of(question));
        JsonNode best = results.path(0);
        List<Candidate> candidates = new ArrayList<>();
        for (String sentence : Words.sentences(best.path("passage").asText())) {
            Set<String> shared = new HashSet<>(Words.of(sentence));
            shared.retainAll(asked);
            candidates.add(new Candidate(sentence, shared.size(), candidates.size()));
        }
        List<String> chosen = candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::shared).reversed().thenComparing(Candidate::place))
                .limit(SENTENCES)
                .sorted(Comparator.comparingInt(Candidate::place))
                .map(Candidate::sentence)
                .toList();
        return new Cited(String.join(" ", chosen), List.of(best.path("document_id").asText()));
    }
}
