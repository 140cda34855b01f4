package io.agentops.ingest.privacy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells labels, which name a thing in a word, from text, which says something about it. */
public final class Labels {

    /** The most {@link #words(String) words} a label may be made of. */
    public static final int MOST_WORDS = 5;
    /** The most words of an id, or of the full name of a class. */
    public static final int MOST_WORDS_OF_ID = 8;

    private static final String SIGNS = "_-.:/+@#=~,()[]*";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");
    private static final int MOST_WORDS_OF_NAME = 8;
    private static final Pattern SEGMENTS = Pattern.compile("[^A-Za-z0-9]+");
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]+");
    private static final Pattern MIXED = Pattern.compile("[A-Za-z].*[0-9].*[A-Za-z]");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    private Labels() {}

    /**
     * Whether a string is one word of ASCII letters, digits and signs that labels are made of. Other scripts are left out, since some
     * put no spaces between words.
     */
    public static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 || (!Character.isLetterOrDigit(c) && SIGNS.indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a string is fit for the name of an entry. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches() && words(text) <= MOST_WORDS_OF_NAME;
    }

    /**
     * How many words a label is made of, joined as they are by signs or capitals. Single letters, numbers and hexadecimal digits are
     * none; what mixes letters and digits is one, since ids are made so, by chance of capitals, too.
     */
    public static int words(String label) {
        return (int) SEGMENTS.splitAsStream(label).mapToLong(Labels::wordsOf).sum();
    }

    private static long wordsOf(String segment) {
        if (MIXED.matcher(segment).find()) {
            return HEX.matcher(segment).matches() ? 0 : 1;
        }
        return split(DIGITS.matcher(segment).replaceAll("")).stream().filter(Labels::isWord).count();
    }

    private static boolean isWord(String letters) {
        return letters.length() > 1 && !HEX.matcher(letters).matches();
    }

    /** The words of a label in lower case: {@code inputTokens} and {@code input_tokens} have the same two. */
    public static List<String> split(String label) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= label.length(); i++) {
            boolean end = i == label.length() || !Character.isLetterOrDigit(label.charAt(i));
            boolean hump = !end && Character.isUpperCase(label.charAt(i)) && (Character.isLowerCase(label.charAt(i - 1))
                    || (Character.isUpperCase(label.charAt(i - 1)) && i + 1 < label.length()
                            && Character.isLowerCase(label.charAt(i + 1))));
            if (end || hump) {
                add(words, label.substring(start, i));
                start = end ? i + 1 : i;
            }
        }
        return words;
    }

    private static void add(List<String> words, String word) {
        String plain = word.length() > 0 && !Character.isLetterOrDigit(word.charAt(0)) ? word.substring(1) : word;
        if (!plain.isEmpty()) {
            words.add(plain.toLowerCase(Locale.ROOT));
        }
    }
}
