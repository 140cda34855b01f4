package io.agentops.ingest.privacy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;

/**
 * Phone numbers: international ones with their plus, national ones of one region grouped as people group them. Digits alone are
 * never one, since ids are made of them.
 */
final class Phones implements Detector {

    private static final int FEWEST_DIGITS = 7;
    /** Characters of one text that may be asked about; numbers beyond them are masked unasked, to bound the work and leak nothing. */
    private static final int MOST_ASKED = 8_192;
    private static final String PARTS = " ().-/\u00a0\u2010\u2011\u2013";
    private static final int NORTH_AMERICA = 1;
    /** As North Americans write them, those reserved for fiction included. */
    private static final Pattern NORTH_AMERICAN = Pattern
            .compile("(?<![\\w.-])(?:\\(\\d{3}\\) ?|\\d{3}-)\\d{3}-\\d{4}(?![\\w-])");
    private static final Pattern ADDRESS_OF_HOST = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final int UUID_LENGTH = 36;
    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern BEGINS_WITH_DATE = Pattern
            .compile("(?:19|20)\\d\\d[-./][01]\\d[-./][0-3]\\d(?!\\d).*");

    private final PhoneNumberUtil numbers = PhoneNumberUtil.getInstance();
    private final String region;
    private final boolean northAmerica;

    Phones(String region) {
        this.region = region;
        northAmerica = numbers.getCountryCodeForRegion(region) == NORTH_AMERICA;
    }

    @Override
    public Kind kind() {
        return Kind.PHONE;
    }

    @Override
    public boolean mayHold(String text, int digits) {
        return digits >= FEWEST_DIGITS;
    }

    @Override
    public void find(String text, Finds finds) {
        int asked = 0;
        int position = 0;
        while (position < text.length()) {
            if (!begins(text, position)) {
                position++;
                continue;
            }
            Stretch stretch = Stretch.at(text, position);
            if (stretch.mayBePhone(text)) {
                asked += stretch.end - stretch.start;
                if (asked > MOST_ASKED) {
                    finds.add(Kind.PHONE, stretch.start, stretch.end);
                } else {
                    ask(text, stretch, finds);
                }
            }
            position = Math.max(stretch.end, position + 1);
        }
    }

    private static boolean begins(String text, int at) {
        char c = text.charAt(at);
        return c == '+' || c == '(' || isDigit(c);
    }

    private void ask(String text, Stretch stretch, Finds finds) {
        String candidate = text.substring(stretch.start, stretch.end);
        List<int[]> found = new ArrayList<>();
        if (candidate.indexOf('+') >= 0) {
            collect(candidate, Leniency.POSSIBLE, true, found);
        }
        if (stretch.separated) {
            collect(candidate, Leniency.STRICT_GROUPING, false, found);
        }
        if (northAmerica) {
            Matcher matcher = NORTH_AMERICAN.matcher(candidate);
            while (matcher.find()) {
                found.add(new int[]{matcher.start(), matcher.end()});
            }
        }
        found.sort(Comparator.comparingInt((int[] range) -> range[0]).thenComparingInt(range -> -range[1]));
        int free = 0;
        for (int[] range : found) {
            if (range[0] >= free && standsAlone(text, stretch.start + range[0], stretch.start + range[1])) {
                finds.add(Kind.PHONE, stretch.start + range[0], stretch.start + range[1]);
                free = range[1];
            }
        }
    }

    private void collect(String candidate, Leniency leniency, boolean international, List<int[]> found) {
        for (PhoneNumberMatch match : numbers.findNumbers(candidate, region, leniency, Long.MAX_VALUE)) {
            String raw = match.rawString();
            boolean plus = raw.indexOf('+') >= 0;
            if (plus == international && (plus || isSeparated(raw)) && !ADDRESS_OF_HOST.matcher(raw).matches()
                    && !BEGINS_WITH_DATE.matcher(raw).matches()) {
                found.add(new int[]{match.start(), match.end()});
            }
        }
    }

    private static boolean isSeparated(String raw) {
        return raw.chars().anyMatch(c -> !isDigit((char) c));
    }

    private static boolean standsAlone(String text, int start, int end) {
        boolean before = start > 0 && isOfWord(text.charAt(start - 1));
        boolean after = end < text.length() && isOfWord(text.charAt(end));
        return !before && !after && !isOfUuid(text, start, end);
    }

    private static boolean isOfUuid(String text, int start, int end) {
        Matcher matcher = UUID.matcher(text).region(Math.max(0, start - UUID_LENGTH),
                Math.min(text.length(), end + UUID_LENGTH));
        while (matcher.find()) {
            if (matcher.start() < end && start < matcher.end()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A stretch of digits and what may stand between those of a phone number. */
    private record Stretch(int start, int end, int digits, boolean plus, boolean separated) {

        static Stretch at(String text, int start) {
            int digits = 0;
            int end = start;
            boolean plus = false;
            boolean separated = false;
            for (int i = start; i < text.length(); i++) {
                char c = text.charAt(i);
                if (isDigit(c)) {
                    separated |= digits > 0 && !isDigit(text.charAt(i - 1));
                    digits++;
                    end = i + 1;
                } else if (c == '+') {
                    plus = true;
                } else if (PARTS.indexOf(c) < 0) {
                    break;
                }
            }
            return new Stretch(start, end, digits, plus, separated);
        }

        /** Asking is what costs, and most stretches of digits are dates and decimal numbers. */
        boolean mayBePhone(String text) {
            return digits >= FEWEST_DIGITS && (plus || (separated && !isDate(text) && !isDecimal(text)));
        }

        /** Year, month and day, with the hour or without. */
        private boolean isDate(String text) {
            int length = end - start;
            return (length == 10 || (length == 13 && text.charAt(start + 10) == ' '))
                    && (text.startsWith("20", start) || text.startsWith("19", start))
                    && text.charAt(start + 4) == '-' && text.charAt(start + 7) == '-';
        }

        private boolean isDecimal(String text) {
            int point = text.indexOf('.', start);
            return point > start && point < end - 1 && digits == end - start - 1;
        }
    }
}
