package io.agentops.rca.engine;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** One pass over the fields of an object that a tool answered with: which of them tell of a failure, which carry data. */
final class ReplyFields {

    /** A status in capitals names what happened: ZERO_RESULTS, REQUEST_DENIED. */
    private static final Pattern SHOUTED = Pattern.compile("[A-Z]{2,20}(?:_[A-Z]{2,20}){1,5}");
    private static final Set<String> ERRORS = Set.of("error", "errors", "errormessage", "errormessages", "err", "fault",
            "exception",
            "errordescription", "errmsg", "errormsg", "errordetail", "errordetails", "failure", "errortype",
            "errorcode", "errorname",
            "errorreason", "validationerrors", "fielderrors", "faultstring", "faultcode", "errorinfo", "problem",
            "erro", "fehler", "erreur");
    private static final Set<String> STATUSES = Set.of("status", "statuscode", "code", "httpstatus", "httpstatuscode",
            "cod", "httpcode",
            "responsecode", "returncode", "resultcode");
    private static final Set<String> VERDICTS = Set.of("success", "ok", "succeeded", "iserror", "issuccess",
            "successful");
    /** Words that refuse as the value of a status; beside data all but the first two may be the state of what was asked for. */
    private static final Set<String> REFUSALS = Set.of("error", "fail", "failed", "failure", "false", "ko", "nok",
            "denied", "rejected", "invalid",
            "unauthorized", "forbidden", "timeout");
    private static final Set<String> WORDS = Set.of("message", "messages", "msg", "detail", "details", "title",
            "reason", "info", "hint",
            "description", "note", "information", "warning", "notice", "mensagem", "mensaje", "meldung",
            "statusmessage", "responsemessage");
    private static final Set<String> TRIVIA = Set.of("hasmore", "nextcursor", "total", "count", "page", "next", "took",
            "limit",
            "offset", "timestamp", "path", "traceid", "instance", "documentationurl", "requestid", "type", "query",
            "previous",
            "totalresults", "numresults", "totalcount", "pagesize", "totalpages");
    /** Lists of what was found, by their usual names: an empty one is an empty result, whatever stands beside it. */
    private static final Set<String> LISTS = Set.of("results", "result", "hits", "matches", "items", "data", "records",
            "documents",
            "docs", "rows", "entries", "messages", "objects", "contents", "content", "value", "values", "list",
            "events", "files",
            "pages", "nodes", "articles", "points", "response", "streams", "series", "findings", "searchresults",
            "organicresults",
            "candidates", "suggestions", "bindings", "features", "elements", "collection", "resultlist");
    /** Fields about an answer and not part of it. */
    private static final Set<String> ABOUT = Set.of("meta", "metadata", "pagination", "paging", "pageinfo", "links",
            "request", "query",
            "params", "parameters", "searchmetadata", "searchparameters", "shards", "stats", "facets", "aggregations",
            "headers", "head");
    private static final Set<String> WRAPPERS = Set.of("response", "result", "results", "data", "output", "body",
            "content");

    private final StringBuilder errors = new StringBuilder();
    private final StringBuilder words = new StringBuilder();
    private boolean refused;
    private boolean refusedUnlessData;
    private boolean holdsData;
    private boolean holdsMuch;
    private boolean holdsNothing;
    private boolean foundNothing;
    private Integer code;
    private ToolReply inner;

    ToolReply read(JsonNode object, int nesting) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            take(plain(field.getKey()), field.getValue(), nesting);
        }
        if (inner != null && !holdsMuch && (errors.isEmpty() || inner.kind() == ToolReply.Kind.FAILURE)) {
            return inner;
        }
        return verdict();
    }

    /** The letters of a name: {@code error-type}, {@code Error Message} and {@code errorType} are written alike. */
    private static String plain(String name) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < Math.min(name.length(), 40); i++) {
            if (Character.isLetter(name.charAt(i))) {
                letters.append(Character.toLowerCase(name.charAt(i)));
            }
        }
        return letters.toString();
    }

    private void take(String key, JsonNode value, int nesting) {
        if (ERRORS.contains(key)) {
            append(errors, value);
            code = code == null ? codeIn(value) : code;
        } else if (STATUSES.contains(key)) {
            status(value);
        } else if (VERDICTS.contains(key)) {
            refused |= value.isBoolean() && value.booleanValue() == key.equals("iserror");
            holdsData |= value.isBoolean() && !refused;
        } else if (WORDS.contains(key) && (value.isTextual() || remarks(value))) {
            append(words, value);
        } else if (WRAPPERS.contains(key) && nesting < ToolReply.MAX_NESTING) {
            wrapped(value, nesting);
        } else {
            payload(key, value);
        }
    }

    private void status(JsonNode value) {
        Integer number = code(value);
        if (number != null) {
            code = number;
        } else if (value.isTextual()) {
            String word = value.textValue().toLowerCase(Locale.ROOT);
            refused |= word.equals("error") || word.equals("fail");
            refusedUnlessData |= REFUSALS.contains(word);
            if (SHOUTED.matcher(value.textValue()).matches() || REFUSALS.contains(word)) {
                append(words, value);
            }
        } else if (value.isObject()) {
            value.properties().forEach(field -> take(plain(field.getKey()), field.getValue(), ToolReply.MAX_NESTING));
        }
    }

    /** The status code among the fields of an error, or null. */
    private static Integer codeIn(JsonNode error) {
        for (Map.Entry<String, JsonNode> field : error.properties()) {
            Integer number = STATUSES.contains(plain(field.getKey())) ? code(field.getValue()) : null;
            if (number != null) {
                return number;
            }
        }
        return null;
    }

    private static Integer code(JsonNode value) {
        int number = value.isTextual() ? digits(value.textValue()) : value.asInt();
        return number >= 400 && number < 600 ? number : null;
    }

    /** A list of sentences, or of what is wrong with which field, as validators answer. */
    private static boolean remarks(JsonNode value) {
        JsonNode first = value.isArray() ? value.path(0) : value;
        return first.isTextual()
                || (first.isObject() && (first.has("msg") || first.has("loc") || first.has("message")));
    }

    private static int digits(String text) {
        return text.length() == 3 && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : 0;
    }

    private void wrapped(JsonNode value, int nesting) {
        ToolReply reply = value.isNull()
                ? new ToolReply(ToolReply.Kind.EMPTY, "", null)
                : ToolReply.ofJson(value, nesting + 1);
        switch (reply.kind()) {
            case DATA -> holdsMuch = true;
            case EMPTY -> {
                holdsNothing = true;
                foundNothing |= value.isArray() || !value.isEmpty();
            }
            default -> inner = reply;
        }
    }

    private void payload(String key, JsonNode value) {
        if (value.isContainerNode()) {
            holdsMuch |= !value.isEmpty() && !ABOUT.contains(key);
            holdsNothing |= value.isEmpty();
            foundNothing |= value.isEmpty() && value.isArray() && LISTS.contains(key);
            about(key, value);
        } else if (TRIVIA.contains(key)) {
            holdsNothing |= value.isInt() && value.intValue() == 0;
        } else {
            holdsData |= !value.isNull() && !value.asText().isBlank();
        }
    }

    /** What stands about an answer may tell that it failed: {@code {"meta": {"code": 400, "error": "…"}}}. */
    private void about(String key, JsonNode value) {
        if (ABOUT.contains(key) && value.isObject()) {
            value.properties().stream().filter(field -> ERRORS.contains(plain(field.getKey()))
                    || (STATUSES.contains(plain(field.getKey())) && code(field.getValue()) != null))
                    .forEach(field -> take(plain(field.getKey()), field.getValue(), ToolReply.MAX_NESTING));
        }
    }

    private ToolReply verdict() {
        boolean failed = !holdsMuch && (!errors.isEmpty() || refused
                || (!holdsData && (code != null || refusedUnlessData)));
        if (failed) {
            return new ToolReply(ToolReply.Kind.FAILURE, Excerpt.read(errors + " " + words).strip(), code);
        }
        if (holdsMuch || (holdsData && !foundNothing)) {
            return new ToolReply(ToolReply.Kind.DATA, "", null);
        }
        if (holdsNothing || words.isEmpty()) {
            return new ToolReply(ToolReply.Kind.EMPTY, words.toString().strip(), null);
        }
        return words.length() > ToolReply.SHORT
                ? new ToolReply(ToolReply.Kind.DATA, "", null)
                : new ToolReply(ToolReply.Kind.NOTICE, words.toString().strip(), null);
    }

    private static void append(StringBuilder to, JsonNode value) {
        if (value.isContainerNode()) {
            for (JsonNode part : value) {
                if (to.length() < ToolReply.SHORT) {
                    append(to, part);
                }
            }
        } else if (!value.isNull() && !value.isBoolean() && !value.asText().isBlank()
                && !value.asText().equals("0")) {
            to.append(Excerpt.head(value.asText(), Excerpt.READ)).append(' ');
        }
    }
}
