package io.agentops.demo.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.agentops.demo.text.Words;

/** The documents of a shop for things of the home, found by BM25 over an inverted index. */
final class Corpus {

    /** A document and how well it fits; greater is better. */
    record Hit(Document document, double score) {}

    private static final double SATURATION = 1.2;
    private static final double LENGTH_WEIGHT = 0.75;
    /** A document that has less of what was asked is about something else. */
    private static final double LEAST_SHARE = 0.5;

    private final Map<String, Document> documents = new LinkedHashMap<>();
    /** By word, how often it stands in each document. */
    private final Map<String, Map<String, Integer>> index = new HashMap<>();
    private final Map<String, Integer> lengths = new HashMap<>();
    private final double averageLength;

    Corpus(List<Document> texts) {
        for (Document document : texts) {
            documents.put(document.id(), document);
            List<String> words = Words.of(document.title() + " " + document.text());
            lengths.put(document.id(), words.size());
            words.forEach(word -> index.computeIfAbsent(word, any -> new HashMap<>())
                    .merge(document.id(), 1, Integer::sum));
        }
        averageLength = lengths.values().stream().mapToInt(Integer::intValue).average().orElse(1);
    }

    /** The corpus that comes with the tools. */
    static Corpus bundled() {
        try (InputStream in = Corpus.class.getResourceAsStream("corpus.txt")) {
            return new Corpus(read(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the corpus", e);
        }
    }

    private static List<Document> read(String file) {
        List<Document> read = new ArrayList<>();
        for (String entry : file.strip().split("\n\n", -1)) {
            String[] headAndText = entry.split("\n", 2);
            String[] head = headAndText[0].substring(2).split(" \\| ", -1);
            read.add(new Document(head[0], head[1], head.length > 2, headAndText[1].strip()));
        }
        return read;
    }

    Optional<Document> find(String id) {
        return Optional.ofNullable(documents.get(id));
    }

    /** The documents that agents may read and that have half of the words asked for, best first. */
    List<Hit> search(String query, int most) {
        Set<String> asked = Set.copyOf(Words.of(query));
        Map<String, Double> scores = new HashMap<>();
        Map<String, Integer> matched = new HashMap<>();
        for (String word : asked) {
            Map<String, Integer> with = index.getOrDefault(word, Map.of());
            double rarity = Math.log(1 + (documents.size() - with.size() + 0.5) / (with.size() + 0.5));
            with.forEach((id, times) -> {
                scores.merge(id, rarity * saturated(times, lengths.get(id)), Double::sum);
                matched.merge(id, 1, Integer::sum);
            });
        }
        return scores.entrySet().stream()
                .filter(entry -> matched.get(entry.getKey()) >= LEAST_SHARE * asked.size())
                .map(entry -> new Hit(documents.get(entry.getKey()), entry.getValue()))
                .filter(hit -> !hit.document().restricted())
                .sorted((one, other) -> one.score() == other.score()
                        ? one.document().id().compareTo(other.document().id())
                        : Double.compare(other.score(), one.score()))
                .limit(most)
                .toList();
    }

    private double saturated(int times, int length) {
        double norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / averageLength);
        return times * (SATURATION + 1) / (times + norm);
    }
}
