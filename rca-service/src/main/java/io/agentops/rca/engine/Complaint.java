package io.agentops.rca.engine;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.agentops.contract.rca.Category;

/**
 * What a call, a guardrail or the run itself says went wrong, in bounded text.
 *
 * @param words as written
 * @param lower {@code words} and the error class, for matching
 * @param aside what stands beside the words, lower case: a failed program's own output
 * @param errorClass lower case, empty when none
 * @param code an HTTP-like status from 400 to 599, or null
 * @param args the arguments the call was made with, lower case
 * @param tool lower case
 */
record Complaint(String words, String lower, String aside, String errorClass, Integer code, String args, String tool) {

    /** A number of this size is a status only where it is called one, or stands before what the status means. */
    private static final Pattern CODE = Pattern.compile(
            "(?:\\bstatus(?:[ _-]?code)?|\\bhttp(?:/\\d(?:\\.\\d)?)?(?: error)?(?: (?:status )?code)?|\\b(?:error|response|fault)[ _-]?code"
                    + "|\\b(?:with|returned|received) (?:an? )?(?:code|error)|\\berror|\\b[1-3]\\d\\d\\W{1,3}(?:but )?(?:got|received|was))"
                    + "\\W{0,4}([45]\\d\\d)\\b(?! (?:of|rows?|records?|items?|files?|lines?|results?|times|ms|seconds)\\b)"
                    + "|\\b([45]\\d\\d) (?:client error|server error|too many|unauthori|forbidden|bad request|not found|unprocess"
                    + "|gateway|request time|internal server|service unavail|payment)");
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z])|[^A-Za-z]+");
    private static final Set<String> GENERIC = Set.of("internal", "server", "error", "exception", "unknown", "tool",
            "runtime",
            "execution", "failure", "failed", "fail", "api", "http", "https", "agent", "run", "call", "service",
            "generic", "fatal",
            "unexpected", "system", "application", "general", "status", "code", "invocation", "step", "task",
            "something", "went",
            "wrong", "an", "a", "the", "occurred", "has", "was", "is", "please", "try", "again", "later", "with",
            "request", "oops",
            "encountered", "unhandled", "happened", "while", "processing", "your", "message", "none", "null",
            "undefined", "of",
            "details", "no", "available", "provided", "operation", "process", "to", "could", "not", "be", "completed",
            "base", "we");
    private static final Set<String> CODE_RUNNERS = Set.of("code", "python", "exec", "execute", "execution", "shell",
            "bash",
            "terminal", "interpreter", "repl", "notebook", "sandbox");

    static Complaint of(String errorClass, String message, Integer code, String aside, String args, String tool) {
        String words = Excerpt.read(message);
        String kind = Excerpt.line(errorClass, 200).toLowerCase(Locale.ROOT);
        String lower = (kind + " " + words).toLowerCase(Locale.ROOT);
        Integer known = code != null && code >= 400 && code < 600 ? code : codeIn(lower);
        return new Complaint(words, lower, Excerpt.head(aside, 600).toLowerCase(Locale.ROOT), kind, known,
                Excerpt.head(args, 2000).toLowerCase(Locale.ROOT), Excerpt.name(tool, "").toLowerCase(Locale.ROOT));
    }

    private static Integer codeIn(String lower) {
        if (!holdsNumber(lower)) {
            return null;
        }
        Matcher found = CODE.matcher(lower);
        return found.find() ? Integer.valueOf(found.group(1) == null ? found.group(2) : found.group(1)) : null;
    }

    /** A cheap look before the costly one: most texts hold no number from 400 to 599. */
    private static boolean holdsNumber(String text) {
        for (int i = 0; i + 2 < text.length(); i++) {
            if ((text.charAt(i) == '4' || text.charAt(i) == '5') && Character.isDigit(text.charAt(i + 1))
                    && Character.isDigit(text.charAt(i + 2))) {
                return true;
            }
        }
        return false;
    }

    Complaint withoutArguments() {
        return args.isEmpty() ? this : new Complaint(words, lower, aside, errorClass, code, "", tool);
    }

    /** Equal for complaints that differ in numbers only, such as the id of a request. */
    String template() {
        char[] key = new char[lower.length()];
        int length = 0;
        for (int i = 0; i < key.length; i++) {
            char c = lower.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            if (!digit || length == 0 || key[length - 1] != '0') {
                key[length++] = digit ? '0' : c;
            }
        }
        return tool + '\u0000' + code + '\u0000' + aside + '\u0000' + new String(key, 0, length);
    }

    boolean hasCode(int... codes) {
        for (int wanted : codes) {
            if (code != null && code == wanted) {
                return true;
            }
        }
        return false;
    }

    /** What the status alone speaks for, or null. */
    Category codesKind() {
        if (code == null) {
            return null;
        }
        return switch (code) {
            case 429 -> Category.RATE_LIMITED;
            case 401, 403, 407 -> Category.TOOL_PERMISSION;
            case 408, 504, 524 -> Category.TIMEOUT;
            case 400, 422 -> Category.TOOL_SCHEMA_MISMATCH;
            default -> null;
        };
    }

    /** Whether the tool runs programs: what they complain of is then the program's, not the tool's. */
    boolean runsCode() {
        for (String word : tool.split("[^a-z]+", 20)) {
            if (CODE_RUNNERS.contains(word)) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing here tells one failure from another. */
    boolean generic() {
        return isGeneric(errorClass) && isGeneric(words) && (code == null || code == 500);
    }

    /** Whether a message or an error class says no more than that something failed. A blank text is generic. */
    static boolean isGeneric(String text) {
        if (Excerpt.blank(text)) {
            return true;
        }
        if (text.length() > 120) {
            return false;
        }
        for (String word : CAMEL.split(text, -1)) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (!lower.isEmpty() && !GENERIC.contains(lower)
                    && !(lower.endsWith("error") && GENERIC.contains(lower.substring(0, lower.length() - 5)))) {
                return false;
            }
        }
        return wordsOnly(text);
    }

    /** A text of another script has no Latin words to compare; it says something. A number other than 500 does, too. */
    private static boolean wordsOnly(String text) {
        return text.replace("500", "").chars().noneMatch(c -> c > 0x24F || Character.isDigit(c));
    }
}
