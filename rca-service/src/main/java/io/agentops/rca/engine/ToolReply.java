package io.agentops.rca.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
        /** Fields of an answer say a few words that may be a complaint. */
        NOTICE,
        /** A few words of prose that may be an answer or a complaint. */
        PROSE,
        /** The result itself says that the call failed. */
        FAILURE
    }

    private static final Pattern FAILED_PAGE = Pattern
            .compile(
                    "^\\W*(?:error |http |http error )?(?:([45]\\d\\d)\\b|error\\b|(?:forbidden|unauthorized|bad gateway|service unavailable|gateway time-?out|too many requests)\\W*$"
                            + "|access denied\\b|just a moment|attention required|are you a robot|captcha)");
    /** What begins like a failure and counts failures: "Failed: 0, passed: 12", "Error rate: 0.1 %". */
    private static final Pattern TALLY = Pattern.compile(
            "(?:errors?|failed|failures?|exceptions?)(?: (?:tests?|checks?|found|items|jobs|requests|rows|records|count)){0,2}\\W{1,3}(?:0\\b(?!\\.\\d| of\\b)|none\\b(?! \\w))"
                    + "|(?:error|failure|exception) (?:rate|count|ratio|budget|total|margin|percentage)\\b(?: \\w{1,20}){0,3}\\W{1,3}\\d");
    static final int SHORT = 500;
    /** Longer prose is an answer, not a complaint. */
    private static final int REMARK = 200;
    static final int MAX_NESTING = 3;
    private static final List<String> FAILED_OPENINGS = List.of("error", "[error", "traceback", "exception", "failed",
            "failure",
            "fatal", "http error", "toolerror", "execution failed", "command failed", "unable to", "could not",
            "an error occurred", "error:",
            "tool execution failed", "tool call failed", "request failed", "api error", "access denied",
            "permission denied", "http 4", "http 5", "<error", "<tool_use_error");
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
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html") || lower.startsWith("<?xml")) {
            return ofMarkup(result, lower);
        }
        String opening = letters(lower);
        if (FAILED_OPENINGS.stream().anyMatch(opening::startsWith) && !TALLY.matcher(opening).lookingAt()) {
            return new ToolReply(Kind.FAILURE, Excerpt.read(result), null);
        }
        return result.length() <= REMARK ? new ToolReply(Kind.PROSE, start, null) : new ToolReply(Kind.DATA, "", null);
    }

    /** A text from its first letter, digit or bracket on: warnings are often marked with a sign. */
    private static String letters(String text) {
        int start = 0;
        while (start < text.length() && !Character.isLetterOrDigit(text.charAt(start))
                && "<[".indexOf(text.charAt(start)) < 0) {
            start++;
        }
        return text.substring(start);
    }

    /** A page or document in place of an answer fails by what its title or root says; otherwise it is data. */
    private static ToolReply ofMarkup(String result, String lower) {
        int title = lower.indexOf("<title>");
        int root = lower.indexOf("<error");
        if (title < 0 && root < 0) {
            return new ToolReply(Kind.DATA, "", null);
        }
        int end = title < 0 ? -1 : lower.indexOf("</title>", title);
        String words = title >= 0 ? lower.substring(title + 7, end < 0 ? lower.length() : end) : lower.substring(root);
        Matcher failed = FAILED_PAGE.matcher(words);
        if (!failed.find()) {
            return new ToolReply(Kind.DATA, "", null);
        }
        return new ToolReply(Kind.FAILURE, Excerpt.read(words.isBlank() ? result : words),
                failed.group(1) == null ? null : Integer.valueOf(failed.group(1)));
    }

    static ToolReply ofJson(JsonNode node, int nesting) {
        if (node.isArray()) {
            return ofList(node, nesting);
        }
        if (node.isTextual()) {
            return nesting < MAX_NESTING ? of(node.textValue(), nesting + 1) : ofText(node.textValue());
        }
        return node.isObject() ? new ReplyFields().read(node, nesting) : new ToolReply(Kind.DATA, "", null);
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
}
