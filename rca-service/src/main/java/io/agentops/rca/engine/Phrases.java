package io.agentops.rca.engine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Patterns that are only tried on a text that holds their stem, so that long texts cost little. Texts are in lower case. */
final class Phrases {

    private final List<Phrase> phrases;

    private Phrases(List<Phrase> phrases) {
        this.phrases = phrases;
    }

    /** Phrases from pairs of a stem, which every match contains, and a pattern. */
    static Phrases of(Phrase... phrases) {
        return new Phrases(List.of(phrases));
    }

    static Phrase phrase(String stem, String pattern) {
        return new Phrase(stem, Pattern.compile(pattern));
    }

    /** The patterns, in the order they are tried. */
    List<Pattern> patterns() {
        return phrases.stream().map(Phrase::pattern).toList();
    }

    /** The words of the first phrase that is found. */
    Optional<String> find(String text) {
        for (Phrase phrase : phrases) {
            if (text.contains(phrase.stem)) {
                Matcher found = phrase.pattern.matcher(text);
                if (found.find()) {
                    return Optional.of(Excerpt.line(found.group(), 80));
                }
            }
        }
        return Optional.empty();
    }

    boolean in(String text) {
        return find(text).isPresent();
    }

    /** A pattern with the letters that every match of it contains. */
    record Phrase(String stem, Pattern pattern) {}
}
