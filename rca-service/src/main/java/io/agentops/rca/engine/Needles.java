package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the plain text that a pattern cannot match without: at least one of the needles of a pattern is part of whatever it
 * matches. Looking for needles first costs a fraction of trying the pattern at every place of a text.
 */
final class Needles {

    private static final int MAX = 60;

    private final String regex;
    private int at;

    private Needles(String regex) {
        this.regex = regex;
    }

    /** At least one of these is in every match; empty when the pattern promises no text. */
    static List<String> of(String regex) {
        List<String> needles = new Needles(regex).alternatives();
        return needles == null || needles.size() > MAX ? List.of() : List.copyOf(needles);
    }

    /** Reads up to a closing bracket or the end; null when one of the alternatives promises nothing. */
    private List<String> alternatives() {
        List<String> all = new ArrayList<>();
        boolean promised = true;
        while (true) {
            List<String> one = sequence();
            if (one.isEmpty()) {
                promised = false;
            } else {
                all.addAll(one);
            }
            if (at >= regex.length() || regex.charAt(at) == ')') {
                return promised ? all : null;
            }
            at++;
        }
    }

    private List<String> sequence() {
        List<String> best = List.of();
        StringBuilder run = new StringBuilder();
        while (at < regex.length() && regex.charAt(at) != ')' && regex.charAt(at) != '|') {
            boolean group = regex.charAt(at) == '(';
            List<String> inner = group ? group() : null;
            int literal = group ? -1 : atom();
            boolean repeated = quantified();
            boolean mayBeAbsent = repeated && optional();
            if (literal >= 0 && !mayBeAbsent) {
                run.append((char) literal);
            }
            if (literal < 0 || repeated) {
                best = better(best, run.isEmpty() ? List.of() : List.of(run.toString()));
                run.setLength(0);
            }
            if (inner != null && !mayBeAbsent) {
                best = better(best, inner);
            }
        }
        return better(best, run.isEmpty() ? List.of() : List.of(run.toString()));
    }

    /** The needles of a group, or null when it promises nothing or is a look-around. */
    private List<String> group() {
        at++;
        boolean around = regex.startsWith("?!", at) || regex.startsWith("?=", at) || regex.startsWith("?<", at);
        at += regex.startsWith("?:", at) ? 2 : around ? regex.startsWith("?<", at) ? 3 : 2 : 0;
        List<String> inner = alternatives();
        at++;
        return around ? null : inner;
    }

    /** Steps over one atom; the character it stands for, or -1 when it may be several. */
    private int atom() {
        char c = regex.charAt(at++);
        if (c == '\\') {
            char escaped = regex.charAt(at++);
            return Character.isLetterOrDigit(escaped) ? -1 : escaped;
        }
        if (c == '[') {
            while (regex.charAt(at) != ']') {
                at += regex.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
            return -1;
        }
        return c == '.' || c == '^' || c == '$' ? -1 : c;
    }

    private boolean quantified() {
        return at < regex.length() && "?*+{".indexOf(regex.charAt(at)) >= 0;
    }

    /** Steps over a repetition; whether it may be none. */
    private boolean optional() {
        char c = regex.charAt(at++);
        boolean none = c == '{' ? regex.charAt(at) == '0' : c != '+';
        at = c == '{' ? regex.indexOf('}', at) + 1 : at;
        boolean reluctant = at < regex.length() && (regex.charAt(at) == '?' || regex.charAt(at) == '+');
        at += reluctant ? 1 : 0;
        return none;
    }

    /** The longer needles tell more; among equals, the fewer. */
    private static List<String> better(List<String> one, List<String> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        int byLength = Math.min(6, shortest(other)) - Math.min(6, shortest(one));
        return byLength > 0 || (byLength == 0 && other.size() < one.size()) ? other : one;
    }

    private static int shortest(List<String> needles) {
        return needles.stream().mapToInt(String::length).min().orElse(0);
    }
}
