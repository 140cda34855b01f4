package io.agentops.rca.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a tool's result amounts to. Real tools answer {@code {"message": "nights must be a number"}} with a success
 * status, and {@code {"error": "", "response": "[…]"}} when all is well, so the status alone tells little.
 *
 * @param words what the result says of itself, empty when it only carries data
 * @param code the status code inside the result, or null
 */
record ToolReply(Kind kind, String words, Integer code) {

    /** What a result amounts to. */
    enum Kind {
        /** Nothing was reported. */
        UNTOLD,
        /** There is a result and it holds something. */
        DATA,
        /** There is a result and it holds nothing. */
        EMPTY,
        /** A few words that may be an answer or a complaint. */
        NOTICE,
        /** The result itself says that the call failed. */
        FAILURE
    }

    private static final int SHORT = 500;
    /** Longer prose is an answer, not a complaint. */
    private static final int REMARK = 200;
    private static final int MAX_NESTING = 3;
    private static final Set<String> ERRORS = Set.of("error", "errors", "errormessage", "err", "fault", "exception",
            "errordescription", "errmsg", "errordetails", "failure", "errortype", "errorcode");
    private static final Set<String> STATUSES = Set.of("status", "statuscode", "code", "httpstatus", "httpstatuscode");
    private static final Set<String> VERDICTS = Set.of("success", "ok", "succeeded", "iserror");
    private static final Set<String> WORDS = Set.of("message", "msg", "detail", "details", "title", "reason", "info",
            "hint",
            "description");
    private static final Set<String> TRIVIA = Set.of("hasmore", "nextcursor", "total", "count", "page", "next", "took",
            "limit",
            "offset", "timestamp", "path", "traceid", "instance", "documentationurl", "requestid", "type", "query",
            "previous",
            "totalresults", "numresults", "totalcount", "pagesize", "totalpages");
    private static final Set<String> WRAPPERS = Set.of("response", "result", "results", "data", "output", "body",
            "content");
    private static final List<String> FAILED_OPENINGS = List.of("error", "[error", "traceback", "exception", "failed",
            "failure",
            "fatal", "http error", "toolerror", "execution failed", "command failed", "unable to", "could not");
    private static final Set<String> NOTHING = Set.of("null", "none", "nan", "undefined", "n/a", "[]", "{}", "()",
            "\"\"", "''");

    static ToolReply of(String result) {
        return result == null ? new ToolReply(Kind.UNTOLD, "", null) : of(result, 0);
    }

    private static ToolReply of(String result, int nesting) {
        Optional<JsonNode> json = LooseJson.read(result);
        return json.isPresent() ? ofJson(json.get(), nesting) : ofText(result);
    }

    private static ToolReply ofText(String result) {
        String start = Excerpt.head(result, SHORT + 1).strip();
        String lower = start.toLowerCase(Locale.ROOT);
        if (start.isEmpty() || NOTHING.contains(lower)) {
            return new ToolReply(Kind.EMPTY, "", null);
        }
        if (FAILED_OPENINGS.stream().anyMatch(lower::startsWith)) {
            return new ToolReply(Kind.FAILURE, Excerpt.read(result), null);
        }
        return result.length() <= REMARK ? new ToolReply(Kind.NOTICE, start, null) : new ToolReply(Kind.DATA, "", null);
    }

    private static ToolReply ofJson(JsonNode node, int nesting) {
        if (node.isArray()) {
            return ofList(node, nesting);
        }
        if (node.isTextual()) {
            return nesting < MAX_NESTING ? of(node.textValue(), nesting + 1) : ofText(node.textValue());
        }
        return node.isObject() ? new Reading().read(node, nesting) : new ToolReply(Kind.DATA, "", null);
    }

    private static ToolReply ofList(JsonNode list, int nesting) {
        if (list.isEmpty()) {
            return new ToolReply(Kind.EMPTY, "", null);
        }
        JsonNode first = list.get(0);
        if (first.path("text").isTextual() && first.path("type").isTextual() && nesting < MAX_NESTING) {
            return of(first.path("text").textValue(), nesting + 1);
        }
        return new ToolReply(Kind.DATA, "", null);
    }

    /** One pass over the fields of an object. */
    private static final class Reading {
        private final StringBuilder errors = new StringBuilder();
        private final StringBuilder words = new StringBuilder();
        private boolean refused;
        private boolean holdsData;
        private boolean holdsMuch;
        private boolean holdsNothing;
        private Integer code;
        private ToolReply inner;

        private ToolReply read(JsonNode object, int nesting) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                take(field.getKey().toLowerCase(Locale.ROOT).replace("_", ""), field.getValue(), nesting);
            }
            if (inner != null && !holdsMuch && inner.kind() != Kind.EMPTY) {
                return inner;
            }
            return verdict();
        }

        private void take(String key, JsonNode value, int nesting) {
            if (ERRORS.contains(key)) {
                append(errors, value);
            } else if (STATUSES.contains(key)) {
                status(value);
            } else if (VERDICTS.contains(key)) {
                refused |= value.isBoolean() && value.booleanValue() == key.equals("iserror");
                holdsData |= value.isBoolean() && !refused;
            } else if (WORDS.contains(key) && value.isTextual()) {
                append(words, value);
            } else if (WRAPPERS.contains(key) && nesting < MAX_NESTING) {
                wrapped(value, nesting);
            } else {
                payload(key, value);
            }
        }

        private void status(JsonNode value) {
            int number = value.isTextual() ? digits(value.textValue()) : value.asInt();
            if (number >= 400 && number < 600) {
                code = number;
            } else if (value.isTextual()) {
                String word = value.textValue().toLowerCase(Locale.ROOT);
                refused |= word.equals("error") || word.equals("fail");
            }
        }

        private static int digits(String text) {
            return text.length() == 3 && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : 0;
        }

        private void wrapped(JsonNode value, int nesting) {
            ToolReply reply = value.isNull() ? new ToolReply(Kind.EMPTY, "", null) : ofJson(value, nesting + 1);
            switch (reply.kind()) {
                case DATA -> holdsMuch = true;
                case EMPTY -> holdsNothing = true;
                default -> inner = reply;
            }
        }

        private void payload(String key, JsonNode value) {
            if (value.isContainerNode()) {
                holdsMuch |= !value.isEmpty();
                holdsNothing |= value.isEmpty();
            } else if (TRIVIA.contains(key)) {
                holdsNothing |= value.isInt() && value.intValue() == 0;
            } else {
                holdsData |= !value.isNull() && !value.asText().isBlank();
            }
        }

        private ToolReply verdict() {
            boolean failed = !holdsMuch && (!errors.isEmpty() || refused || (code != null && !holdsData));
            if (failed) {
                return new ToolReply(Kind.FAILURE, Excerpt.read(errors + " " + words).strip(), code);
            }
            if (holdsMuch || holdsData) {
                return new ToolReply(Kind.DATA, "", null);
            }
            if (holdsNothing || words.isEmpty()) {
                return new ToolReply(Kind.EMPTY, words.toString().strip(), null);
            }
            return new ToolReply(Kind.NOTICE, words.toString().strip(), null);
        }

        private static void append(StringBuilder to, JsonNode value) {
            if (value.isContainerNode()) {
                for (JsonNode part : value) {
                    if (to.length() < SHORT) {
                        append(to, part);
                    }
                }
            } else if (!value.isNull() && !value.isBoolean() && !value.asText().isBlank()
                    && !value.asText().equals("0")) {
                to.append(Excerpt.head(value.asText(), Excerpt.READ)).append(' ');
            }
        }
    }
}
