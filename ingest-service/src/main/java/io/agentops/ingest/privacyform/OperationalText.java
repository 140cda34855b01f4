package io.agentops.ingest.privacyform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.agentops.ingest.privacy.Labels;

/**
 * Tells what a program says of a failure from everything else. A message passes when each of its words is one of a fixed list of
 * operational words, a number, or, three times at most each, a label of the same run or a short identifier as programs have them.
 * Nothing here guesses.
 */
final class OperationalText {

    static final String REFUSAL = "looks like content; only operational words, numbers and labels of this run are allowed";

    private static final String WORDS = "operational-words.txt";
    private static final int MOST_LABELS = 3;
    private static final int MOST_IDENTIFIERS = 3;
    private static final int MOST_NUMBERS = 8;
    private static final int IDENTIFIER = 40;
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern JOINTS = Pattern.compile("[/=:,;()\\[\\]<>|-]+");
    private static final Pattern AROUND = Pattern.compile("^[\"'`(\\[{<]+|[\"'`)\\]}>.,;:!]+$");
    private static final Pattern NUMBER = Pattern
            .compile("[+-]?\\d{1,7}(?:\\.\\d{1,6})?(?:%|[nuµm]?s|m|h|d|x|[kmgt]i?b|b|k|st|nd|rd|th|xx)?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern IDENTIFIER_NAME = Pattern.compile("[a-z][a-z0-9]*(?:[_.][a-z0-9]+){1,2}");
    private static final Pattern QUOTED_NAME = Pattern.compile("([\"'`])[a-z][a-z0-9]*(?:_[a-z0-9]+){0,2}\\1[.,;:!]?");

    private final Set<String> words;

    private OperationalText(Set<String> words) {
        this.words = words;
    }

    /** With the words that come with the service. */
    static OperationalText load() {
        try (InputStream in = OperationalText.class.getResourceAsStream(WORDS)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new OperationalText(text.lines().filter(line -> !line.startsWith("#"))
                    .flatMap(SPACES::splitAsStream).filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a message can be nothing else than operational. */
    boolean isOperational(String message, Set<String> labelsOfRun) {
        Reading reading = new Reading(labelsOfRun);
        return SPACES.splitAsStream(message.strip()).allMatch(reading::takes);
    }

    /** One message, with what it used of its allowance. */
    private final class Reading {
        private final Set<String> labels;
        private int labelsUsed;
        private int identifiers;
        private int numbers;

        Reading(Set<String> labels) {
            this.labels = labels;
        }

        boolean takes(String piece) {
            String bare = AROUND.matcher(piece).replaceAll("");
            if (bare.isEmpty() || isWords(bare)) {
                return true;
            }
            if (labels.contains(bare)) {
                return ++labelsUsed <= MOST_LABELS;
            }
            if (isNumber(bare)) {
                return ++numbers <= MOST_NUMBERS;
            }
            if (isIdentifier(bare) || QUOTED_NAME.matcher(piece).matches()) {
                return bare.length() <= IDENTIFIER && ++identifiers <= MOST_IDENTIFIERS;
            }
            return isJoined(bare);
        }

        /** Pieces like {@code status=429} or {@code HTTP/1.1}: each part must pass on its own. */
        private boolean isJoined(String bare) {
            String[] parts = JOINTS.split(bare, -1);
            if (parts.length < 2) {
                return false;
            }
            for (String part : parts) {
                if (!part.isEmpty() && !takes(part)) {
                    return false;
                }
            }
            return true;
        }
    }

    private boolean isWords(String bare) {
        if (words.contains(bare.toLowerCase(Locale.ROOT))) {
            return true;
        }
        boolean letters = bare.chars().allMatch(c -> c < 128 && Character.isLetter(c));
        List<String> parts = letters ? Labels.split(bare) : List.of();
        return parts.size() > 1 && words.containsAll(parts);
    }

    private static boolean isNumber(String bare) {
        return NUMBER.matcher(bare).matches();
    }

    private static boolean isIdentifier(String bare) {
        return IDENTIFIER_NAME.matcher(bare).matches();
    }
}
