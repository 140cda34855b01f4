package io.agentops.rca.engine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Patterns tried in order on bounded, lower-case text. Every repetition in them is bounded, so time is linear in the text; a
 * pattern is tried only where the text holds what it cannot match without.
 */
final class Signs {

    /** Words beside "field" that tell something about it and are not its name. */
    private static final String NO_NAME = "(?!(?:an?|the|this|that|is|was|are|required|missing|mandatory|invalid|unknown|unexpected|"
            + "extra|following|value|type|name)\\b)";
    private static final Pattern FIELD = Pattern.compile(
            "(?:keyword argument|argument|parameter|field|property|key|input)s?:? ['\"`]([\\w.\\-\\[\\]/$]{1,60})['\"`]"
                    + "|['\"`]([\\w.\\-\\[\\]/$]{1,60})['\"`] (?:is|was|must|should|cannot|has|does|parameter|field|argument|exceeds)"
                    + "|\\b([\\w.\\-]{1,60}) (?:must|should|cannot) (?:be|have|match|contain)"
                    + "|\\b(?:parameter|field|argument|property|key)s?: ?([\\w.\\-]{1,60})"
                    + "|\\b(?:parameter|field|argument|property) " + NO_NAME + "([\\w.\\-]{1,60})"
                    + "|\\b" + NO_NAME + "([\\w.\\-]{1,60}) (?:parameter|field|argument)\\b"
                    + "|\\b([\\w.\\-]{1,60}) is required\\b");
    private static final Pattern LIMIT = Pattern.compile(
            "(?<![a-z])(?:(?:rate[ _-]?)?limit|maximum|minimum|max|min)(?: allowed)? ?(?:of|is|:|=)? ?(\\d{1,12})\\b"
                    + "|\\b(\\d{1,9} ?(?:requests?|calls|tokens)(?: per |/)(?:second|minute|hour|day|month))");
    private static final Pattern TIME_LIMIT = Pattern.compile(
            "(?:(?:timed[ -]|time[ -]?)out|time limit|execution time)[^\\d\\n]{0,12}(\\d{1,9} ?m?s?)\\b");

    private final List<Sign> signs;

    Signs(String... patterns) {
        signs = List.of(patterns).stream().map(Sign::of).toList();
    }

    /** A pattern and its needles. */
    private record Sign(Pattern pattern, List<String> needles) {

        static Sign of(String regex) {
            return new Sign(Pattern.compile(regex), Needles.of(regex));
        }

        boolean possible(String text) {
            for (String needle : needles) {
                if (text.contains(needle)) {
                    return true;
                }
            }
            return needles.isEmpty();
        }
    }

    /** The patterns, in the order they are tried. */
    List<Pattern> patterns() {
        return signs.stream().map(Sign::pattern).toList();
    }

    /** The words of the first pattern that is found. */
    Optional<String> find(String text) {
        for (Sign sign : signs) {
            if (sign.possible(text)) {
                Matcher found = sign.pattern().matcher(text);
                if (found.find()) {
                    return Optional.of(Excerpt.line(found.group(), 80));
                }
            }
        }
        return Optional.empty();
    }

    boolean in(String text) {
        return find(text).isPresent();
    }

    /** The argument or field a complaint names, or null. */
    static String field(Complaint complaint) {
        return group(FIELD.matcher(complaint.lower()));
    }

    /** The limit a complaint names, or null. A time to wait is none: nothing is gained by raising it. */
    static String limit(Complaint complaint) {
        return group(LIMIT.matcher(complaint.lower()));
    }

    /** The time after which a complaint says that it gave up, or null. */
    static String timeLimit(Complaint complaint) {
        return group(TIME_LIMIT.matcher(complaint.lower()));
    }

    private static String group(Matcher found) {
        if (found.find()) {
            for (int i = 1; i <= found.groupCount(); i++) {
                if (found.group(i) != null) {
                    return Excerpt.line(found.group(i), 60);
                }
            }
        }
        return null;
    }
}
