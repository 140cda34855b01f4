package io.agentops.ingest.store;

import java.util.Collection;

/** An array of texts as PostgreSQL reads it from a text (PostgreSQL, 8.15.6): that is how one value of an array can be an array. */
final class ArrayLiteral {

    private ArrayLiteral() {}

    static String of(Collection<String> texts) {
        StringBuilder literal = new StringBuilder("{");
        for (String text : texts) {
            literal.append(literal.length() > 1 ? ",\"" : "\"")
                    .append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
        return literal.append('}').toString();
    }
}
