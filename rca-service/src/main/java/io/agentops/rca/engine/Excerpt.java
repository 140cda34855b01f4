package io.agentops.rca.engine;

import java.util.Locale;

/** Bounded parts of text that others wrote. Nothing here looks at more of a text than it returns, give or take a factor of two. */
final class Excerpt {

    /** The most of one text that rules read, in characters. */
    static final int READ = 1500;

    /** The most of one text that a report shows, in characters. */
    static final int SHOWN = 400;

    private static final int READ_HEAD = 1000;

    private Excerpt() {}

    /** The head and, because causes are often told last, the tail of a text. */
    static String read(String text) {
        if (text == null || text.length() <= READ) {
            return text == null ? "" : text;
        }
        return text.substring(0, READ_HEAD) + " ... " + text.substring(text.length() - (READ - READ_HEAD));
    }

    /** The first characters of a text, and no more work than that. */
    static String head(String text, int length) {
        return text == null ? "" : text.length() <= length ? text : text.substring(0, length);
    }

    /** As {@link #read}, for matching. */
    static String lower(String text) {
        return read(text).toLowerCase(Locale.ROOT);
    }

    static String shown(String text) {
        return line(text, SHOWN);
    }

    /** One line of at most {@code max} characters that every JSON reader and database takes: no controls, no half surrogates. */
    static String line(String text, int max) {
        if (text == null) {
            return "";
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), max));
        int end = Math.min(text.length(), 2 * max);
        boolean gap = false;
        int i = 0;
        while (i < end && out.length() < max) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                gap = out.length() > 0;
                continue;
            }
            if (gap) {
                out.append(' ');
                gap = false;
            }
            out.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c);
        }
        return i < text.length() ? out.append('\u2026').toString() : out.toString();
    }

    /** Whether there is nothing in what {@link #read} returns. */
    static boolean blank(String text) {
        return text == null || (text.length() <= READ
                ? text.isBlank()
                : head(text, READ_HEAD).isBlank() && text.substring(text.length() - (READ - READ_HEAD)).isBlank());
    }

    /** The text as a short name in a sentence, or words in its place. */
    static String name(String text, String otherwise) {
        return blank(text) ? otherwise : line(text, 80);
    }
}
