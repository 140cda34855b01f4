package io.agentops.rca.engine;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Patterns tried in order on bounded, lower-case text. Every repetition in them is bounded, so time is linear in the text. */
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
            "(?:limit|maximum|minimum|max|min)(?: allowed)? ?(?:of|is|:|=)? ?(\\d{1,12})\\b"
                    + "|\\b(\\d{1,9} ?(?:requests?|calls|tokens)(?: per |/)(?:second|minute|hour|day|month))"
                    + "|retry[- ]?after\\W{0,4}(\\d{1,6} ?s?)"
                    + "|time-?out[^\\d\\n]{0,12}(\\d{1,9} ?m?s?)\\b");

    private final List<Pattern> patterns;

    Signs(String... patterns) {
        this.patterns = List.of(patterns).stream().map(Pattern::compile).toList();
    }

    /** The words of the first pattern that is found. */
    Optional<String> find(String text) {
        for (Pattern pattern : patterns) {
            Matcher found = pattern.matcher(text);
            if (found.find()) {
                return Optional.of(Excerpt.line(found.group(), 80));
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

    /** The limit a complaint names, or null. */
    static String limit(Complaint complaint) {
        return group(LIMIT.matcher(complaint.lower()));
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
