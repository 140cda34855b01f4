package io.agentops.ingest.privacy;

/** Collects what is found in one text, left to right, and writes the text anew with masks in its place. */
final class Finds {

    private final String text;
    private StringBuilder masked;
    private int copied;
    private int count;

    Finds(String text) {
        this.text = text;
    }

    /** Masks a stretch that begins at or after the end of the one before. */
    void add(Kind kind, int start, int end) {
        if (masked == null) {
            masked = new StringBuilder(text.length());
        }
        masked.append(text, copied, start).append(kind.mask());
        copied = end;
        count++;
    }

    int count() {
        return count;
    }

    /** The text with its masks; the very same text where nothing was found. */
    String masked() {
        return masked == null ? text : masked.append(text, copied, text.length()).toString();
    }
}
