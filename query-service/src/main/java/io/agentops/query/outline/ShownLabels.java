package io.agentops.query.outline;

/** What shows where content must not: runs in the full form may hold prose in any field. */
final class ShownLabels {

    /** A regular expression of PostgreSQL, as a literal: one word of at most 100 characters. */
    static final String PATTERN = "'^[A-Za-z0-9_.:/$-]{1,100}$'";

    private ShownLabels() {}
}
