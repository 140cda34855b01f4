package io.agentops.rca.engine;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Tells which foreign regular expressions are safe to run. */
final class PatternSafety {

    private static final int MAX_LENGTH = 200;

    private PatternSafety() {}

    /** No groups, and at most one repetition: it cannot backtrack more than the text is long. */
    static boolean linear(String regex) {
        if (regex.length() > MAX_LENGTH || regex.indexOf('(') >= 0) {
            return false;
        }
        long repetitions = regex.chars().filter(c -> c == '*' || c == '+' || c == '{').count();
        if (repetitions > 1) {
            return false;
        }
        try {
            Pattern.compile(regex);
            return true;
        } catch (PatternSyntaxException malformed) {
            return false;
        }
    }
}
