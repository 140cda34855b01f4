package io.agentops.rca.engine;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Tells which foreign regular expressions are safe to run. */
final class PatternSafety {

    private static final int MAX_LENGTH = 200;
    /** Each doubles the ways in which a text can be read. */
    private static final int MAX_OPTIONAL = 2;

    private PatternSafety() {}

    /** No groups, at most one repetition and two optional parts: at each place it backtracks a few times the length of the text. */
    static boolean linear(String regex) {
        if (regex.length() > MAX_LENGTH || regex.indexOf('(') >= 0) {
            return false;
        }
        long repetitions = regex.chars().filter(c -> c == '*' || c == '+' || c == '{').count();
        long optional = regex.chars().filter(c -> c == '?').count();
        if (repetitions > 1 || optional > MAX_OPTIONAL) {
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
