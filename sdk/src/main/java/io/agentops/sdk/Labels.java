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
    private static final int MOST_WORDS = 12;
    private static final int LONGEST_NAME = 64;
    private static final int MOST_WORDS_OF_NAME = 8;
    private static final String SIGNS = "_-.:/+@#=~,()[]*";
    private static final String SIGNS_OF_NAMES = "_-.";
    private static final int CAUSES = 5;

    private Labels() {}

    /** 1–128 letters and digits of ASCII and signs: fit for an id. */
    static boolean isPlain(String text) {
        return text != null && !text.isEmpty() && text.length() <= LONGEST && isMadeOf(text, SIGNS);
    }

    /** Plain, and of at most 12 words, which dashes, dots, underscores or capitals join: more are a sentence. */
    static boolean isLabel(String text) {
        return isPlain(text) && words(text) <= MOST_WORDS;
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
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean part = isLetter(text.charAt(i)) || isDigit(text.charAt(i));
            if (part && (!inside || isHump(text, i))) {
                words++;
            }
            inside = part;
        }
        return words;
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

    /** The class of an exception as a label; null where its name is none, e.g. one with too many words. */
    static String exception(Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        String name = thrown.getClass().getName().replace('$', '.');
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return isLabel(name) ? name : isLabel(simple) ? simple : null;
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
