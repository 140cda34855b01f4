package io.agentops.ingest.otlp;

import java.util.Optional;

/** What every text must keep, and how it is cut. */
final class Text {

    private Text() {}

    /** What is wrong with a text, in words that follow its name: PostgreSQL stores no NUL, and UTF-8 has no lone surrogates. */
    static Optional<String> flaw(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return Optional.of("must not hold the NUL character");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c) || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return Optional.of("must not hold half of a surrogate pair");
                }
                i++;
            }
        }
        return Optional.empty();
    }

    /** At most so many characters of a text, and never half of a surrogate pair. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    /**
     * A text that is safe to keep, cut to a length.
     *
     * @throws Refused naming it
     */
    static String kept(String name, String text, int most) throws Refused {
        Optional<String> flaw = flaw(text);
        if (flaw.isPresent()) {
            throw new Refused(name + " " + flaw.get());
        }
        return cut(text, most);
    }
}
