package io.agentops.ingest.privacy;

import java.util.regex.Pattern;

/** What passes for a label, an id or a name where no content is taken. */
final class PlainWords {

    private static final int LONGEST_LABEL = 128;
    private static final int LONGEST_ID = 200;
    /** A few words, as in names of spans and agents: {@code chat gpt-4o}, {@code GET /users/{id}}. */
    private static final Pattern NAME = Pattern.compile("[\\w./:{}@#+*-]+(?: [\\w./:{}@#+*-]+){0,7}");

    private final Redactor redactor;

    PlainWords(Redactor redactor) {
        this.redactor = redactor;
    }

    /** Whether it is one plain word without personal data or a secret. */
    boolean isLabel(String text) {
        return text.length() <= LONGEST_LABEL && Labels.isPlain(text) && Labels.words(text) <= Labels.MOST_WORDS
                && !redactor.isUnsafe(text);
    }

    /** The same where digits tell nothing, since ids are made of them. */
    boolean isId(String text) {
        return text.length() <= LONGEST_ID && Labels.isPlain(text) && !redactor.isUnsafeLabel(text);
    }

    /** Whether it is a name of a few words without personal data or a secret. */
    boolean isName(String text) {
        return text.isEmpty() || (text.length() <= LONGEST_LABEL && NAME.matcher(text).matches()
                && !redactor.isUnsafe(text));
    }
}
