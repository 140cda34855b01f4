package io.agentops.query.page;

import java.util.ArrayList;
import java.util.List;

import io.vertx.mutiny.sqlclient.Tuple;

/** A statement put together from fixed texts; what callers sent goes only into its parameters. */
public final class Statement {

    private final StringBuilder sql = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    /**
     * Adds a text.
     *
     * @param parameters one for each question mark in it
     */
    public Statement add(String text, Object... parameters) {
        int from = 0;
        for (Object parameter : parameters) {
            int mark = text.indexOf('?', from);
            if (mark < 0) {
                throw new IllegalArgumentException("More parameters than question marks: " + text);
            }
            values.add(parameter);
            sql.append(text, from, mark).append('$').append(values.size());
            from = mark + 1;
        }
        sql.append(text, from, text.length());
        return this;
    }

    String sql() {
        return sql.toString();
    }

    Tuple parameters() {
        return Tuple.from(values);
    }
}
