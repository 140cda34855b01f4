package io.agentops.ingest.privacy;

import java.util.Locale;
import java.util.Set;

/**
 * Secrets that only their surroundings give away: what is assigned to a secret's name ({@code password=…}, {@code "api_key": "…"}),
 * what follows an authorization scheme, and the user part of a URL. The names stay.
 */
final class Assignments implements Detector {

    /** What is said about a secret in a message, and is none. */
    private static final Set<String> REMARKS = Set.of("required", "missing", "invalid", "expired", "incorrect", "wrong",
            "null", "none", "true", "false", "undefined", "empty", "not", "is", "was", "must", "should", "cannot",
            "has", "string", "unknown", "the", "a", "no");
    private static final Set<String> SCHEMES = Set.of("bearer", "basic", "token", "digest", "apikey", "negotiate");
    private static final int LONGEST_REMARK = 16;
    private static final int FEWEST_DIGITS = 6;
    private static final int BARE_TOKEN = 12;
    private static final int MOST_USER = 512;

    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    @Override
    public boolean mayHold(String text, int digits) {
        return text.indexOf(':') >= 0 || text.indexOf('=') >= 0 || text.indexOf(' ') >= 0;
    }

    @Override
    public void find(String text, Finds finds) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            int end = switch (c) {
                case ':' -> text.startsWith("://", i) ? user(text, i + 3, finds) : assigned(text, i, finds);
                case '=' -> assigned(text, i, finds);
                case ' ' -> bare(text, i, finds);
                default -> i;
            };
            i = Math.max(i + 1, end);
        }
    }

    /** A URL's {@code user:password@}. */
    private static int user(String text, int start, Finds finds) {
        boolean password = false;
        for (int i = start; i < text.length() && i - start < MOST_USER; i++) {
            char c = text.charAt(i);
            if (c == '@' && password) {
                finds.add(Kind.SECRET, start, i);
                return i;
            }
            if (c == '/' || c == '@' || c <= ' ' || c == '"') {
                break;
            }
            password |= c == ':' && i > start;
        }
        return start;
    }

    private static int assigned(String text, int sign, Finds finds) {
        // Most colons stand in times.
        if (sign > 0 && Character.isDigit(text.charAt(sign - 1))) {
            return sign;
        }
        String key = keyBefore(text, sign);
        if (!SecretKeys.isSecret(key)) {
            return sign;
        }
        int start = skip(text, sign + 1, 3);
        if (isHeader(key)) {
            int afterScheme = afterScheme(text, start);
            start = afterScheme < 0 ? start : afterScheme;
        }
        int quote = start;
        while (quote < text.length() && text.charAt(quote) == '\\') {
            quote++;
        }
        boolean quoted = quote < text.length() && (text.charAt(quote) == '"' || text.charAt(quote) == '\'');
        int from = quoted ? quote + 1 : start;
        if (quoted && isHeader(key)) {
            int afterScheme = afterScheme(text, from);
            from = afterScheme < 0 ? from : afterScheme;
        }
        int end = quoted ? endOfQuoted(text, from, text.charAt(quote)) : endOfWord(text, from, key);
        if (isSecret(text, from, end)) {
            finds.add(Kind.SECRET, from, end);
            return end;
        }
        return sign;
    }

    private static boolean isHeader(String key) {
        return key.toLowerCase(Locale.ROOT).endsWith("authorization");
    }

    /** The name left of the sign, past quotes and spaces. */
    private static String keyBefore(String text, int sign) {
        int end = sign;
        while (end > 0 && sign - end < 4 && "\"'\\ ".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        int start = end;
        while (start > 0 && end - start <= SecretKeys.LONGEST && isOfName(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start, end);
    }

    private static boolean isOfName(char c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || c == '_' || c == '-' || c == '.';
    }

    private static int skip(String text, int from, int most) {
        int at = from;
        while (at < text.length() && at - from < most && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static int endOfQuoted(String text, int from, char quote) {
        int end = from;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            end++;
        }
        return end > from && text.charAt(end - 1) == '\\' ? end - 1 : end;
    }

    private static int endOfWord(String text, int from, String key) {
        boolean cookie = key.toLowerCase(Locale.ROOT).endsWith("cookie");
        int end = from;
        while (end < text.length()
                && (cookie ? text.charAt(end) >= ' ' : isOfValue(text.charAt(end)))) {
            end++;
        }
        return end;
    }

    private static boolean isOfValue(char c) {
        return c > ' ' && "\"',;&)}]<>".indexOf(c) < 0;
    }

    /** Short numbers, and words about a secret, are none. */
    private static boolean isSecret(String text, int from, int end) {
        if (end - from < 3 || text.startsWith(Kind.SECRET.mask(), from)
                || (text.startsWith("[", from) && end - from < 8)) {
            return false;
        }
        String value = text.substring(from, end);
        boolean number = value.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
        boolean remark = value.length() <= LONGEST_REMARK
                && REMARKS.contains(value.toLowerCase(Locale.ROOT).replaceAll("[.!?:]+$", ""));
        return !remark && (!number || value.length() >= FEWEST_DIGITS);
    }

    /** Where the credential begins that follows a scheme's name; negative where there is no such name. */
    private static int afterScheme(String text, int start) {
        int end = start;
        while (end < text.length() && end - start < 12 && Character.isLetter(text.charAt(end))) {
            end++;
        }
        boolean scheme = end < text.length() && text.charAt(end) == ' '
                && SCHEMES.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
        return scheme ? skip(text, end, 3) : -1;
    }

    /** {@code Bearer} and {@code Basic} without the header's name: only before what no word of a language looks like. */
    private static int bare(String text, int space, Finds finds) {
        if (!isBareScheme(text, space)) {
            return space;
        }
        int from = skip(text, space, 3);
        int end = from;
        boolean odd = false;
        boolean letter = false;
        while (end < text.length() && isOfCredential(text.charAt(end))) {
            odd |= Character.isDigit(text.charAt(end)) || text.charAt(end) == '=';
            letter |= Character.isLetter(text.charAt(end));
            end++;
        }
        if (end - from >= BARE_TOKEN && odd && letter) {
            finds.add(Kind.SECRET, from, end);
            return end;
        }
        return space;
    }

    /** Most spaces follow another letter than the last of a scheme's name. */
    private static boolean isBareScheme(String text, int end) {
        return switch (end == 0 ? ' ' : text.charAt(end - 1)) {
            case 'r', 'R' -> endsWith(text, end, "bearer");
            case 'c', 'C' -> endsWith(text, end, "basic");
            default -> false;
        };
    }

    private static boolean endsWith(String text, int end, String word) {
        int start = end - word.length();
        return start >= 0 && text.regionMatches(true, start, word, 0, word.length())
                && (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)));
    }

    private static boolean isOfCredential(char c) {
        return (c < 128 && Character.isLetterOrDigit(c)) || "._~+/=-".indexOf(c) >= 0;
    }
}
