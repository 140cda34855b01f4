package io.agentops.query.vulnerabilities;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name that somebody gave, as its words: {@code PromptInjectionDetector}, {@code prompt-injection_detector} and
 * {@code prompt injection detector} are one.
 */
final class Name {

    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final String words;

    Name(String name) {
        String apart = HUMP.matcher(name).replaceAll(hump -> hump.group(1) == null
                ? hump.group(3) + " " + hump.group(4)
                : hump.group(1) + " " + hump.group(2));
        words = " " + NO_WORD.matcher(apart).replaceAll(" ").strip().toLowerCase(Locale.ROOT) + " ";
    }

    /**
     * Whether any of these is in the name.
     *
     * @param phrases with a comma between two; of each, every word must begin a word of the name, or be one where it ends in a dot
     */
    boolean hasAny(String phrases) {
        return Arrays.stream(phrases.split(", ", -1)).anyMatch(this::has);
    }

    private boolean has(String phrase) {
        return Arrays.stream(phrase.split(" ", -1)).allMatch(word -> words.contains(" " + word.replace('.', ' ')));
    }
}
