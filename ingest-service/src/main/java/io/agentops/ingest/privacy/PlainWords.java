package io.agentops.ingest.privacy;

import java.util.Set;
import java.util.regex.Pattern;

/** What passes for a label, an id or a name where no content is taken. */
final class PlainWords {

    private static final int LONGEST_LABEL = 128;
    private static final int LONGEST_ID = 200;
    /** As agents and services are named by hand: {@code Billing agent}. */
    private static final Pattern NAME = Pattern.compile("[\\w./:@#+*-]+(?: [\\w./:@#+*-]+){0,2}");
    private static final Pattern BRACES = Pattern.compile("[{}]");
    /** What names of spans begin with by the conventions for models, agents and HTTP. */
    private static final Set<String> OPERATIONS = Set.of("chat", "create_agent", "embeddings", "execute_tool",
            "generate_content", "invoke_agent", "invoke_workflow", "retrieval", "text_completion", "GET", "HEAD",
            "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HTTP");

    private final Redactor redactor;

    PlainWords(Redactor redactor) {
        this.redactor = redactor;
    }

    /** Whether it is one plain label without personal data or a secret. */
    boolean isLabel(String text) {
        return isLabel(text, Labels.MOST_WORDS);
    }

    /** The same of what has a package before it, as classes, instrumentations and their events do. */
    boolean isQualified(String text) {
        return isLabel(text, Labels.MOST_WORDS_OF_ID);
    }

    private boolean isLabel(String text, int mostWords) {
        return text.length() <= LONGEST_LABEL && Labels.isPlain(text) && Labels.words(text) <= mostWords
                && !redactor.isUnsafe(text);
    }

    /** Whether it is an id without an e-mail address or a secret; digits tell nothing, since ids are made of them. */
    boolean isId(String text) {
        return text.length() <= LONGEST_ID && Labels.isPlain(text)
                && Labels.words(text) <= Labels.MOST_WORDS_OF_ID && !redactor.isUnsafeLabel(text);
    }

    /** Whether it is a name of at most three words without personal data or a secret. */
    boolean isName(String text) {
        return text.isEmpty() || (text.length() <= LONGEST_LABEL && NAME.matcher(text).matches()
                && Labels.words(text) <= Labels.MOST_WORDS && !redactor.isUnsafe(text));
    }

    /** Whether it is a label, alone or after a known operation: {@code chat gpt-4o}, {@code GET /users/{id}}. */
    boolean isSpanName(String text) {
        int space = text.indexOf(' ');
        String label = space > 0 && OPERATIONS.contains(text.substring(0, space)) ? text.substring(space + 1) : text;
        return isLabel(BRACES.matcher(label).replaceAll(""));
    }
}
