package io.agentops.ingest.privacy;

import java.util.Locale;

import org.apache.commons.validator.routines.IBANValidator;

/** International bank account numbers, written as one word or in groups. */
final class Ibans implements Detector {

    private static final int LEAST = 15;
    private static final int FEWEST_DIGITS = 7;

    private final IBANValidator validator = IBANValidator.getInstance();

    @Override
    public Kind kind() {
        return Kind.IBAN;
    }

    @Override
    public boolean mayHold(String text, int digits) {
        return digits >= FEWEST_DIGITS && text.length() >= LEAST;
    }

    @Override
    public void find(String text, Finds finds) {
        int last = text.length() - LEAST;
        for (int i = 0; i <= last; i++) {
            if (begins(text, i)) {
                int end = end(text, i);
                if (end > i) {
                    finds.add(Kind.IBAN, i, end);
                    i = end - 1;
                }
            }
        }
    }

    private static boolean begins(String text, int at) {
        return isLetter(text.charAt(at)) && isLetter(text.charAt(at + 1)) && isDigit(text.charAt(at + 2))
                && isDigit(text.charAt(at + 3)) && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)));
    }

    /** The end of the IBAN that begins here, or {@code start} where none does. */
    private int end(String text, int start) {
        IBANValidator.Validator country = validator
                .getValidator(text.substring(start, start + 2).toUpperCase(Locale.ROOT));
        if (country == null) {
            return start;
        }
        StringBuilder compact = new StringBuilder(country.getIbanLength());
        int end = start;
        while (end < text.length() && compact.length() < country.getIbanLength()) {
            char c = text.charAt(end);
            if (isLetter(c) || isDigit(c)) {
                compact.append(c);
            } else if ((c != ' ' && c != '-') || text.charAt(end - 1) == c) {
                return start;
            }
            end++;
        }
        boolean whole = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
        return whole && validator.isValid(compact.toString().toUpperCase(Locale.ROOT)) ? end : start;
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
