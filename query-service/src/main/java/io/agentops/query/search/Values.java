package io.agentops.query.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.antlr.v4.runtime.Token;

import io.agentops.http.Parameters;
import io.agentops.http.ProblemException;
import io.agentops.query.search.grammar.RunSearchLexer;

/** Reads what stands after a field, in the way of the field. */
final class Values {

    private static final String DECIMAL = "\\d{1,15}(?:\\.\\d{1,9})?|\\.\\d{1,9}";
    private static final Pattern NUMBER = Pattern.compile(DECIMAL);
    private static final Pattern DURATION = Pattern.compile("(" + DECIMAL + ")(ms|s|m|h)");
    private static final Map<String, BigDecimal> MICROS = Map.of("ms", new BigDecimal("1e3"), "s",
            new BigDecimal("1e6"), "m", new BigDecimal("60e6"), "h", new BigDecimal("3600e6"));

    private Values() {}

    /** The text in a token, quoted or not. A star that is not in quotes would seem to stand for something. */
    static String text(Token token) {
        String text = unquoted(token);
        if (text.isEmpty()) {
            throw SyntaxErrors.at(token, "expected a text that is not empty");
        }
        if (!isQuoted(token) && text.indexOf('*') >= 0) {
            throw SyntaxErrors.at(token, "expected a text without *, which any part of an error fits anyway; "
                    + "a * that means itself needs quotes");
        }
        return text;
    }

    static Match exact(Field field, Token token) {
        return switch (field.type()) {
            case LABEL, FACET -> label(field, token);
            case TEXT -> new Match.Part(text(token));
            case DURATION -> only(duration(field, token));
            case NUMBER -> only(number(field, token));
            case TIME -> only(time(field, token));
        };
    }

    static Match compared(Field field, Token operator, Token token) {
        return switch (field.type()) {
            case LABEL, FACET, TEXT -> throw SyntaxErrors.at(operator,
                    "expected a value, since " + field + " takes no comparison");
            case DURATION -> compared(operator, duration(field, token));
            case NUMBER -> compared(operator, number(field, token));
            case TIME -> compared(operator, time(field, token));
        };
    }

    /** Both ends are part of the range. */
    static Match between(Field field, Token least, Token most) {
        return switch (field.type()) {
            case LABEL, FACET, TEXT -> throw SyntaxErrors.at(least,
                    "expected one value, since " + field
                            + " takes no range; two dots that mean themselves need quotes");
            case DURATION -> between(most, duration(field, least), duration(field, most));
            case NUMBER -> between(most, number(field, least), number(field, most));
            case TIME -> between(most, time(field, least), time(field, most));
        };
    }

    private static Match label(Field field, Token token) {
        String text = unquoted(token);
        boolean openStart = !isQuoted(token) && text.startsWith("*");
        boolean openEnd = !isQuoted(token) && text.endsWith("*");
        String core = text.equals("*") ? "" : text.substring(openStart ? 1 : 0, text.length() - (openEnd ? 1 : 0));
        if (core.isEmpty() && !text.equals("*")) {
            throw SyntaxErrors.at(token, "expected a value that is not empty");
        }
        if (!isQuoted(token) && core.indexOf('*') >= 0) {
            throw SyntaxErrors.at(token,
                    "expected * only first or last in a value; a * that means itself needs quotes");
        }
        if (!openStart && !openEnd && !field.words().isEmpty() && !field.words().contains(core)) {
            throw SyntaxErrors.at(token, "expected one of " + String.join(", ", field.words()));
        }
        return new Match.Label(core, openStart, openEnd);
    }

    private static BigDecimal duration(Field field, Token token) {
        Matcher duration = DURATION.matcher(unquoted(token));
        if (!duration.matches()) {
            throw SyntaxErrors.at(token, "expected a duration for " + field + ", as 250ms, 1.5s, 2m or 1h");
        }
        return new BigDecimal(duration.group(1)).multiply(MICROS.get(duration.group(2)));
    }

    private static BigDecimal number(Field field, Token token) {
        String text = unquoted(token);
        if (!NUMBER.matcher(text).matches()) {
            throw SyntaxErrors.at(token,
                    "expected a number for " + field
                            + ", as 0.05 or 12, with at most 15 digits before the point and 9 after it");
        }
        return new BigDecimal(text);
    }

    private static Instant time(Field field, Token token) {
        try {
            return Parameters.time("q", unquoted(token)).orElseThrow();
        } catch (ProblemException notATime) {
            throw SyntaxErrors.at(token, "expected an RFC 3339 time for " + field + ", as 2026-03-01T10:00:00Z");
        }
    }

    private static <T extends Comparable<T>> Match only(T value) {
        Optional<Match.End<T>> end = Optional.of(new Match.End<>(value, true));
        return new Match.Range<>(end, end);
    }

    private static <T extends Comparable<T>> Match compared(Token operator, T value) {
        boolean included = operator.getType() == RunSearchLexer.AT_LEAST
                || operator.getType() == RunSearchLexer.AT_MOST;
        Optional<Match.End<T>> end = Optional.of(new Match.End<>(value, included));
        return operator.getType() == RunSearchLexer.AT_LEAST || operator.getType() == RunSearchLexer.ABOVE
                ? new Match.Range<>(end, Optional.empty())
                : new Match.Range<>(Optional.empty(), end);
    }

    private static <T extends Comparable<T>> Match between(Token place, T least, T most) {
        if (most.compareTo(least) < 0) {
            throw SyntaxErrors.at(place, "expected an upper end that is not below the lower one");
        }
        return new Match.Range<>(Optional.of(new Match.End<>(least, true)), Optional.of(new Match.End<>(most, true)));
    }

    private static boolean isQuoted(Token token) {
        return token.getType() == RunSearchLexer.QUOTED || token.getType() == RunSearchLexer.VALUE_QUOTED;
    }

    private static String unquoted(Token token) {
        String text = token.getText();
        if (!isQuoted(token)) {
            return text;
        }
        return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
