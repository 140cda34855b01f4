package io.agentops.rca.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pattern of the engine: none takes more than a bounded number of looks at each character, and needles never hide a match. */
class PatternsTest {

    /** How often a pattern may look at each character of a text, on the average. */
    private static final int LOOKS = 2500;

    static Stream<Arguments> patterns() {
        return all().stream().map(pattern -> Arguments.of(pattern.pattern(), pattern));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("patterns")
    void workIsBoundedByTheLengthOfTheText(String name, Pattern pattern) {
        for (String text : adversarial(pattern)) {
            Matcher matcher = pattern.matcher(new CountedText(text, (long) LOOKS * text.length()));
            while (matcher.find()) {
                // Every match, so that none hides what comes after it.
            }
        }
    }

    @Test
    void everyPatternIsLookedAt() {
        assertThat(all()).hasSizeGreaterThan(200)
                .anyMatch(pattern -> pattern.pattern().startsWith("\\byour[_ -]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"^https?://.+ ; true", "^0?[1-9]\\d{6,14}$ ; true", "[A-Z]{2} ; true",
            "^a?a?a?aaa$ ; false", "a*b* ; false", "(ab) ; false", "[ ; false"})
    void foreignPatternsThatCouldBacktrackAreNotRun(String regex, boolean safe) {
        assertThat(PatternSafety.linear(regex)).isEqualTo(safe);
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void needlesArePartOfEveryMatch(String name, Pattern pattern) {
        List<String> needles = Needles.of(pattern.pattern());
        WordingsTest.wordings().map(wording -> ((String) wording.get()[2]).toLowerCase(Locale.ROOT)).forEach(text -> {
            Matcher matcher = pattern.matcher(text);
            while (!needles.isEmpty() && matcher.find()) {
                assertThat(needles.stream().anyMatch(text::contains)).as(text).isTrue();
            }
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"\\brate[ _-]?limit ; limit", "timed[ -]?out ; timed", "a|bc ; a,bc",
            "(?:invalid|missing) key ; invalid,missing",
            "(?:invalid|missing)s? ; invalid,missing", "x?y*z+ ; z", "(?:abc)?de ; de", "(?!abc)de ; de",
            "[abc]{1,3} ; ''", "a{0,2}bb ; bb",
            "\\d\\.\\d ; .", "(?:a|\\w)b ; b", "colou??r ; colo", "(?<![\\w.-])(\\w{1,6}) is ; ' is'"})
    void needlesOfAPattern(String regex, String needles) {
        assertThat(Needles.of(regex)).isEqualTo(needles.isEmpty() ? List.of() : Arrays.asList(needles.split(",")));
    }

    /** Repetitions of what a pattern itself is made of, and of what makes patterns backtrack. */
    private static List<String> adversarial(Pattern pattern) {
        int length = 4000;
        List<String> texts = new ArrayList<>();
        List<String> seeds = new ArrayList<>(List.of("a", " ", "a ", "1", "'", "\"x\" ", "x.", "no ", "must be ",
                "invalid ", "the ", "error: ", "max "));
        String plain = pattern.pattern().replaceAll("\\\\.|[\\[\\](){}?*+^$|,0-9]", " ").replaceAll("\\s+", " ")
                .strip();
        seeds.add(plain + " ");
        Arrays.stream(plain.split(" ")).filter(word -> word.length() > 2).limit(12).map(word -> word + " ")
                .forEach(seeds::add);
        for (String seed : seeds) {
            String text = seed.repeat(length / seed.length() + 1).substring(0, length);
            texts.add(text);
            texts.add(text + "!");
        }
        String first = plain.split(" ", 2)[0];
        for (String filler : List.of("_", "-", "a", "a_", "a ", " ", "1")) {
            String rest = filler.repeat(length / filler.length()) + "!";
            texts.add(first + rest);
            texts.add(first + "_" + rest);
            texts.add(first + " " + rest);
        }
        return texts;
    }

    private static List<Pattern> all() {
        File folder = new File(Signs.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
                "io/agentops/rca/engine");
        List<Pattern> found = new ArrayList<>();
        for (String file : Objects.requireNonNull(folder.list(), folder.getPath())) {
            if (file.endsWith(".class")) {
                patternsOf("io.agentops.rca.engine." + file.substring(0, file.length() - 6), found);
            }
        }
        return found;
    }

    private static void patternsOf(String type, List<Pattern> found) {
        try {
            for (Field field : Class.forName(type).getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    found.addAll(patternsIn(field.get(null)));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type, e);
        }
    }

    private static List<Pattern> patternsIn(Object value) {
        if (value instanceof Signs signs) {
            return signs.patterns();
        }
        if (value instanceof Phrases phrases) {
            return phrases.patterns();
        }
        return value instanceof Pattern pattern ? List.of(pattern) : List.of();
    }

    /** A text that may be looked at only so often. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private long left;

        private CountedText(String text, long most) {
            this.text = text;
            this.left = most;
        }

        @Override
        public char charAt(int index) {
            if (left-- == 0) {
                throw new AssertionError("looked at too often: " + text.substring(0, 40));
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
