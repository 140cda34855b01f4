package io.agentops.sdk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What may leave the process: labels, numbers, and of an exception its class. The platform takes no other strings. */
final class Labels {

    static final int LONGEST = 128;
    static final int LONGEST_MESSAGE = 200;
    private static final int MOST_WORDS = 5;
    private static final int MOST_WORDS_OF_ID = 8;
    private static final int LONGEST_NAME = 64;
    private static final int MOST_WORDS_OF_NAME = 8;
    private static final String SIGNS = "_-.:/+@#=~,()[]*";
    private static final String SIGNS_OF_NAMES = "_-.";
    private static final String SUFFIX = "Exception";
    private static final int CAUSES = 5;

    private Labels() {}

    /** 1–128 letters and digits of ASCII and signs, of at most 8 words: fit for an id. */
    static boolean isId(String text) {
        return isPlain(text) && words(text) <= MOST_WORDS_OF_ID;
    }

    /** The same of at most 5 words, which dashes, dots, underscores or capitals join: more are a sentence. */
    static boolean isLabel(String text) {
        return isPlain(text) && words(text) <= MOST_WORDS;
    }

    private static boolean isPlain(String text) {
        return text != null && !text.isEmpty() && text.length() <= LONGEST && isMadeOf(text, SIGNS);
    }

    /** Fit for the name of an entry of metadata. */
    static boolean isName(String text) {
        return text != null && !text.isEmpty() && text.length() <= LONGEST_NAME && isMadeOf(text, SIGNS_OF_NAMES)
                && (isLetter(text.charAt(0)) || text.charAt(0) == '_') && words(text) <= MOST_WORDS_OF_NAME;
    }

    private static boolean isMadeOf(String text, String signs) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && !isDigit(c) && signs.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static int words(String text) {
        int words = 0;
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !(isLetter(text.charAt(i)) || isDigit(text.charAt(i)))) {
                words += words(text, start, i);
                start = i + 1;
            }
        }
        return words;
    }

    /** Those of letters and digits alone. What mixes them is one word, since ids are made so; hexadecimal digits are none. */
    private static int words(String text, int from, int to) {
        int first = from;
        while (first < to && isDigit(text.charAt(first))) {
            first++;
        }
        int end = to;
        while (end > first && isDigit(text.charAt(end - 1))) {
            end--;
        }
        for (int i = first; i < end; i++) {
            if (isDigit(text.charAt(i))) {
                return isHex(text, first, end) ? 0 : 1;
            }
        }
        int words = 0;
        int start = first;
        for (int i = first + 1; i <= end; i++) {
            if (i == end || isHump(text, i)) {
                words += i - start > 1 && !isHex(text, start, i) ? 1 : 0;
                start = i;
            }
        }
        return words;
    }

    private static boolean isHex(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c) && !(c >= 'a' && c <= 'f') && !(c >= 'A' && c <= 'F')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHump(String text, int at) {
        char before = text.charAt(at - 1);
        return isUpper(text.charAt(at)) && (isLower(before)
                || (isUpper(before) && at + 1 < text.length() && isLower(text.charAt(at + 1))));
    }

    private static boolean isLetter(char c) {
        return isUpper(c) || isLower(c);
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * The class of an exception as a label: its full name, or, where that has too many words, its own, at last without
     * {@code Exception} at its end; null where none is a label.
     */
    static String exception(Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        String name = thrown.getClass().getName().replace('$', '.');
        String simple = name.substring(name.lastIndexOf('.') + 1);
        String stem = simple.endsWith(SUFFIX) ? simple.substring(0, simple.length() - SUFFIX.length()) : simple;
        return isLabel(name) ? name : isLabel(simple) ? simple : isLabel(stem) ? stem : null;
    }

    /** A developer's message, cut to 200 characters, on one line; null where there is none. */
    static String message(String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        StringBuilder line = new StringBuilder(Math.min(text.length(), LONGEST_MESSAGE));
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            int length = Character.charCount(c);
            if (line.length() + length > LONGEST_MESSAGE) {
                break;
            }
            boolean printable = !Character.isISOControl(c) && Character.getType(c) != Character.SURROGATE;
            line.appendCodePoint(printable ? c : ' ');
            i += length;
        }
        return line.toString();
    }

    /** The number as a Long or a finite Double; null where JSON or the platform cannot say it. */
    static Number number(Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte
                || number instanceof AtomicInteger || number instanceof AtomicLong) {
            return number.longValue();
        }
        if (number instanceof Double || number instanceof Float || number instanceof BigDecimal
                || number instanceof BigInteger) {
            double value = number.doubleValue();
            return Double.isFinite(value) ? (Number) value : null;
        }
        return null;
    }

    /** {@code timeout} for an exception that is or was caused by one, {@code exception} for every other. */
    static String code(Throwable thrown) {
        try {
            Throwable cause = thrown;
            for (int i = 0; cause != null && i < CAUSES; i++) {
                if (cause instanceof TimeoutException || cause instanceof java.net.http.HttpTimeoutException
                        || cause instanceof java.net.SocketTimeoutException) {
                    return "timeout";
                }
                cause = cause.getCause();
            }
        } catch (RuntimeException e) {
            // An exception of the agent's own may do anything in getCause().
            return "exception";
        }
        return "exception";
    }
}
