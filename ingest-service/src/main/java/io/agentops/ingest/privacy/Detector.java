package io.agentops.ingest.privacy;

/** Finds one kind of personal data or secrets in a text, in time linear in its length, whatever it holds. */
interface Detector {

    Kind kind();

    /** A cheap look: false only where {@link #find} finds nothing. */
    boolean mayHold(String text, int digits);

    /** Adds every find, left to right. */
    void find(String text, Finds finds);
}
