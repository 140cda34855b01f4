package io.agentops.ingest.genai;

import java.util.Map;

import io.agentops.contract.trace.SpanEvent;

/**
 * What a span says went wrong.
 *
 * @param type a class of errors, e.g. {@code timeout} or an exception's type; null where none is told
 */
record SpanError(String type, String message) {

    private static final SpanError NONE = new SpanError(null, null);

    /** Reads the error of a failed span; of one that did not fail, there is none, whatever exceptions it survived. */
    static SpanError of(SpanNode node) {
        if (!node.failed()) {
            return NONE;
        }
        Attributes exception = exception(node);
        String type = node.attributes().text("error.type");
        String message = node.span().statusMessage();
        return new SpanError(
                TextLimits.cut(type != null ? type : exception.text("exception.type"), TextLimits.LABEL),
                TextLimits.cut(message != null && !message.isEmpty()
                        ? message
                        : firstNonNull(exception.text("exception.message"), node.attributes().text("error.message",
                                "langfuse.observation.status_message")),
                        TextLimits.TEXT));
    }

    private static Attributes exception(SpanNode node) {
        SpanEvent last = null;
        for (SpanEvent event : node.span().events()) {
            if (event.attributes().containsKey("exception.type")
                    || event.attributes().containsKey("exception.message")) {
                last = event;
            }
        }
        return new Attributes(last == null ? Map.of() : last.attributes());
    }

    private static String firstNonNull(String one, String other) {
        return one == null ? other : one;
    }
}
