package io.agentops.query.search;

import java.util.Optional;

/** What a value must be like. */
sealed interface Match {

    /** Whether a value, which is of the type that the field has, is so. */
    boolean fits(Object value);

    /**
     * A label that is equal to a text, or begins or ends with it, or holds it.
     *
     * @param openStart whether anything may stand before the text
     * @param openEnd whether anything may stand after it
     */
    record Label(
            String text,
            boolean openStart,
            boolean openEnd) implements Match {

        @Override
        public boolean fits(Object value) {
            String label = (String) value;
            if (openStart) {
                return openEnd ? label.contains(text) : label.endsWith(text);
            }
            return openEnd ? label.startsWith(text) : label.equals(text);
        }

        boolean isExact() {
            return !openStart && !openEnd;
        }

        /** A pattern of LIKE, in which the text means itself. */
        String pattern() {
            return (openStart ? "%" : "") + literal(text) + (openEnd ? "%" : "");
        }
    }

    /** A text in lower case that holds another one, in whichever case that was written. */
    record Part(String text) implements Match {

        public Part {
            text = lowerCase(text);
        }

        @Override
        public boolean fits(Object value) {
            return ((String) value).contains(text);
        }

        /** A pattern of LIKE, in which the text means itself. */
        String pattern() {
            return "%" + literal(text) + "%";
        }
    }

    /** A number or time between two others; one end may be open. */
    record Range<T extends Comparable<T>>(
            Optional<End<T>> least,
            Optional<End<T>> most) implements Match {

        @Override
        @SuppressWarnings("unchecked") // The field's type was the range's when it was read.
        public boolean fits(Object value) {
            T found = (T) value;
            return least.map(end -> end.order(found) > 0 || (end.included() && end.order(found) == 0)).orElse(true)
                    && most.map(end -> end.order(found) < 0 || (end.included() && end.order(found) == 0)).orElse(true);
        }
    }

    /** Where a range ends. */
    record End<T extends Comparable<T>>(
            T value,
            boolean included) {

        private int order(T found) {
            return found.compareTo(value);
        }
    }

    /** Each character for itself, as PostgreSQL does it: not as words of a language would have it. */
    static String lowerCase(String text) {
        return text.codePoints().map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /** A text as a pattern of LIKE that fits it alone. */
    static String literal(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
