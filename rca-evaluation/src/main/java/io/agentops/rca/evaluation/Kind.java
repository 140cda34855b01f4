package io.agentops.rca.evaluation;

import java.util.Locale;

/** Why a case is in the corpus. */
enum Kind {
    /** A cause that the run's own words, codes or structure tell. */
    PLAIN("a cause that the run tells"),
    /** Words or numbers that suggest another answer than the right one. */
    CONFUSER("words or numbers suggest another answer"),
    /** A run that did what it should. */
    HEALTHY("nothing went wrong"),
    /** What failed was got past: it explains nothing. */
    RECOVERED("what failed was got past"),
    /** The outcome is wrong although nothing reported an error: {@code unknown} with the right suspect first. */
    SEMANTIC("the outcome is wrong, and nothing reported an error"),
    /** The run tells too little for any explanation. */
    INSUFFICIENT("too little is told"),
    /** Content made to be slow, large or misleading. */
    HOSTILE("content made to be slow, large or misleading");

    private final String meaning;

    Kind(String meaning) {
        this.meaning = meaning;
    }

    /** In words, for a reader of the table of kinds. */
    String meaning() {
        return meaning;
    }

    /** Whether there is no cause to name, so that each one named is false. */
    boolean causeless() {
        return this == HEALTHY || this == RECOVERED || this == SEMANTIC || this == INSUFFICIENT;
    }

    /** Whether its runs succeed unless a case says otherwise. */
    boolean succeeds() {
        return this == HEALTHY || this == RECOVERED;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
