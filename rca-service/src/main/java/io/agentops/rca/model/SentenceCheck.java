package io.agentops.rca.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.contract.rca.RcaReport.Evidence;

/**
 * Which sentences of a model are believed: plain short text that cites known evidence, and whose numbers, quotations,
 * identifiers and names all stand in what it cites. A false sentence can pass; one that names what is not there cannot.
 */
final class SentenceCheck {

    static final int LONGEST = 300;
    private static final int MOST_CITED = 8;

    private static final Pattern MARKUP = Pattern.compile(
            "[<>`\\[\\]{}|\\\\*~^]|://|\\bwww\\.|\\b(?:mailto|javascript|data|tel):\\S",
            Pattern.CASE_INSENSITIVE);
    // What belongs to a word is part of an identifier.
    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{L}\\p{N}_])\\d++(?:[.,:]\\d++)*+");
    private static final Pattern QUOTED = Pattern
            .compile("\"([^\"]+)\"|\u201c([^\u201d]+)\u201d|\u00ab([^\u00bb]+)\u00bb"
                    + "|(?<![\\p{L}\\p{N}])['\u2018]([^'\u2019]+)['\u2019](?![\\p{L}\\p{N}])");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_/$@#][\\p{L}\\p{N}_.:/@#$+-]*");
    private static final Pattern IDENTIFIER = Pattern.compile("[_$@#\\d]|\\p{L}[.:]\\p{L}|\\p{Ll}\\p{Lu}|^/");
    private static final Pattern DOMAIN = Pattern.compile("[\\p{L}\\d]\\.\\p{L}{2,}");
    private static final Set<String> ABBREVIATIONS = Set.of("e.g", "i.e");
    /** Brackets and quotation marks that are understood, or do no harm. */
    private static final String PAIRED = "()\u201c\u201d\u2018\u2019\u00ab\u00bb";
    /** What some writing systems, and some resolvers of names, take for a dot. */
    private static final String DOTS = "\u2024\u3002\uff0e\uff61\u06d4\u0701\u0702";
    private static final Set<String> LABELS = Set.of("tool_name", "error_class", "name", "type");

    private final Map<String, Evidence> known = new HashMap<>();
    private final Set<String> names = new HashSet<>();

    SentenceCheck(List<Evidence> evidence) {
        evidence.forEach(item -> {
            known.put(item.evidenceId(), item);
            labels(item).filter(label -> label.length() > 2).forEach(names::add);
        });
    }

    /** Whether a sentence may stand in a report. */
    boolean holds(String text, List<String> evidenceIds) {
        return evidenceIds.size() <= MOST_CITED && isBorneOut(text, evidenceIds);
    }

    /** Whether a title may stand over sentences that cite all this. */
    boolean isBorneOut(String text, List<String> evidenceIds) {
        if (evidenceIds.isEmpty() || !known.keySet().containsAll(evidenceIds) || !isPlain(text)) {
            return false;
        }
        var cited = evidenceIds.stream().map(known::get).toList();
        var says = cited.stream().map(SentenceCheck::words).collect(Collectors.joining(" "));
        var tells = cited.stream().map(SentenceCheck::content).collect(Collectors.joining(" "));
        var labels = cited.stream().flatMap(SentenceCheck::labels).collect(Collectors.toSet());
        return numbersStand(text, tells) && quotationsStand(text, says) && identifiersStand(text, says, labels)
                && namesStand(normal(text), says);
    }

    private static boolean isPlain(String text) {
        return !text.isBlank() && text.length() <= LONGEST && !MARKUP.matcher(text).find()
                && text.codePoints().allMatch(SentenceCheck::isPrintable)
                && (Character.isLetterOrDigit(text.codePointAt(0)) || "\"'\u201c\u2018".indexOf(text.charAt(0)) >= 0);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER ->
                false;
            case Character.DECIMAL_DIGIT_NUMBER -> c <= '9';
            case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION, Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION ->
                PAIRED.indexOf(c) >= 0;
            default -> DOTS.indexOf(c) < 0;
        };
    }

    private static boolean numbersStand(String text, String says) {
        var told = NUMBER.matcher(says).results().map(SentenceCheck::number).collect(Collectors.toSet());
        return NUMBER.matcher(text).results().map(SentenceCheck::number).allMatch(told::contains);
    }

    private static String number(MatchResult found) {
        var digits = found.group();
        return digits.matches("\\d{1,3}(,\\d{3})+") ? digits.replace(",", "") : digits.replaceFirst("\\.0+$", "");
    }

    private static boolean quotationsStand(String text, String says) {
        return QUOTED.matcher(text).results().map(SentenceCheck::quoted).allMatch(says::contains);
    }

    private static String quoted(MatchResult found) {
        var words = Stream.of(1, 2, 3, 4).map(found::group).filter(group -> group != null).findFirst().orElse("");
        return normal(words).replaceAll("[.,;:!?]+$", "").strip();
    }

    private static boolean identifiersStand(String text, String says, Set<String> labels) {
        return WORD.matcher(text).results()
                .map(found -> found.group().replaceAll("[.:/+-]+$", ""))
                .filter(word -> IDENTIFIER.matcher(word).find() && !ABBREVIATIONS.contains(normal(word)))
                .map(SentenceCheck::normal)
                // What looks like a host, as a link may be made of it, must be more than words in a message.
                .allMatch(word -> DOMAIN.matcher(word).find() ? labels.contains(word) : holdsWord(says, word));
    }

    private boolean namesStand(String text, String says) {
        return names.stream().filter(name -> holdsWord(text, name)).allMatch(name -> holdsWord(says, name));
    }

    private static boolean holdsWord(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            if (isEdge(text, at - 1) && isEdge(text, at + word.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEdge(String text, int at) {
        return at < 0 || at >= text.length() || !(Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }

    private static Stream<String> labels(Evidence item) {
        return item.attributes().entrySet().stream()
                .filter(attribute -> LABELS.contains(attribute.getKey()) && attribute.getValue() instanceof String)
                .map(attribute -> normal((String) attribute.getValue()));
    }

    /** All of an item, its names for things included. */
    private static String words(Evidence item) {
        return normal(String.join(" ", item.evidenceId(), String.valueOf(item.refId()),
                String.join(" ", item.attributes().keySet()), content(item)));
    }

    /** What an item tells. Numbers in ids count things, and tell nothing. */
    private static String content(Evidence item) {
        return normal(Stream.concat(Stream.of(item.title(), item.snippet()), item.attributes().values().stream())
                .filter(told -> told != null).map(Object::toString).collect(Collectors.joining(" ")));
    }

    private static String normal(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    }
}
