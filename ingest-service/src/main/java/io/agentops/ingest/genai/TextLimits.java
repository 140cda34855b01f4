package io.agentops.ingest.genai;

/** How long texts of a run may be; what a span says beyond is cut, since no span is refused for being wordy. */
final class TextLimits {

    static final int ID = 200;
    static final int LABEL = 500;
    static final int TEXT = 65_536;
    static final int METADATA = 4_096;
    private static final String CUT = "…";

    private TextLimits() {}

    /** The text, or its beginning and an ellipsis; never half of a surrogate pair. */
    static String cut(String text, int most) {
        if (text == null || text.length() <= most) {
            return text;
        }
        int end = most - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** The text where it can be an id, else the other one. */
    static String id(String text, String otherwise) {
        return text == null || text.length() > ID ? otherwise : text;
    }
}
