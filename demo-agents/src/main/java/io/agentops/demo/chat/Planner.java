package io.agentops.demo.chat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a plan by rules; the first that fits the message counts. What users wrote goes to the tools as they wrote it. */
final class Planner {

    private static final Pattern SUMMARISE_DOCUMENTS = pattern(
            "summari[sz]e\\b.{0,40}\\bdocuments?\\s+([a-z0-9][a-z0-9, -]*)");
    private static final Pattern SUMMARISE_TOPIC = pattern("summari[sz]e\\b.{0,60}\\babout\\s+(.+)");
    private static final Pattern ORDER = pattern("\\border\\s+(?:no\\.?\\s+|number\\s+)?([a-z]*-?\\d[a-z0-9-]*)");
    private static final Pattern ARRIVAL = pattern("\\b(?:when|arrive|arrives|delivered|delivery)\\b");
    private static final Pattern CONVERT = pattern(
            "\\b(\\d{1,12}(?:\\.\\d{1,6})?)\\s*([a-z]+)\\s+(?:to|into|in)\\s+([a-z]+)\\b");
    private static final Pattern WORKING_DAYS = pattern(
            "\\b(\\d{1,6})\\s+working days?\\s+(?:after|from)\\s+(\\d{4}-\\d{2}-\\d{2})");
    private static final Pattern DOCUMENT = pattern("\\bdocument\\s+([a-z0-9][a-z0-9-]*)");
    private static final int MOST_DOCUMENTS = 5;
    /** Words of users for the units the tool knows; others are passed on. */
    private static final Map<String, String> UNITS = Map.ofEntries(Map.entry("metres", "m"), Map.entry("metre", "m"),
            Map.entry("meters", "m"), Map.entry("feet", "foot"), Map.entry("inches", "inch"),
            Map.entry("pounds", "pound"), Map.entry("ounces", "ounce"), Map.entry("litres", "litre"),
            Map.entry("liters", "litre"), Map.entry("gallons", "gallon"), Map.entry("kilograms", "kg"),
            Map.entry("grams", "g"), Map.entry("euros", "eur"), Map.entry("dollars", "usd"),
            Map.entry("francs", "chf"));

    private Planner() {}

    static Plan plan(String message) {
        Matcher documents = SUMMARISE_DOCUMENTS.matcher(message);
        if (documents.find()) {
            return new Plan.Summarise(ids(documents.group(1)), null);
        }
        Matcher topic = SUMMARISE_TOPIC.matcher(message);
        if (topic.find()) {
            return new Plan.Summarise(List.of(), topic.group(1).replaceAll("[.?!]+$", ""));
        }
        Matcher order = ORDER.matcher(message);
        if (order.find()) {
            return new Plan.Order(order.group(1).toUpperCase(Locale.ROOT), ARRIVAL.matcher(message).find());
        }
        Matcher days = WORKING_DAYS.matcher(message);
        if (days.find()) {
            return new Plan.WorkingDays(days.group(2), Integer.parseInt(days.group(1)));
        }
        Matcher convert = CONVERT.matcher(message);
        if (convert.find()) {
            return new Plan.Convert(Double.parseDouble(convert.group(1)), unit(convert.group(2)),
                    unit(convert.group(3)));
        }
        Matcher document = DOCUMENT.matcher(message);
        return document.find() ? new Plan.Read(document.group(1).toLowerCase(Locale.ROOT)) : new Plan.Answer(message);
    }

    private static List<String> ids(String text) {
        return Pattern.compile("\\s*,\\s*|\\s+(?:and\\s+)?").splitAsStream(text.toLowerCase(Locale.ROOT).strip())
                .filter(id -> !id.isEmpty() && !id.equals("and")).limit(MOST_DOCUMENTS).toList();
    }

    private static String unit(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return UNITS.getOrDefault(lower, lower);
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
