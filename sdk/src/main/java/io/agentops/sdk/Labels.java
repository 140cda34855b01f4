package io.agentops.sdk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What may leave the process: labels, numbers, and of an exception its class. */
final class Labels {

    static final int LONGEST = 128;
    static final int LONGEST_MESSAGE = 200;
    private static final int CAUSES = 5;

    private Labels() {}

    /** A label has 1–128 characters, none of them a space, a control character or half of a surrogate pair. */
    static boolean isLabel(String text) {
        return text != null && !text.isEmpty() && text.length() <= LONGEST
                && text.codePoints().noneMatch(Labels::notInLabels);
    }

    private static boolean notInLabels(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)
                || Character.getType(c) == Character.SURROGATE || Character.getType(c) == Character.FORMAT;
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
