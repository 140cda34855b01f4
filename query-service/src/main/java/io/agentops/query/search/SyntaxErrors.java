package io.agentops.query.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;

import io.agentops.http.ProblemException;
import io.agentops.query.search.grammar.RunSearchLexer;

/** Ends reading at the first place where a search makes no sense, and says what would have made sense there. */
final class SyntaxErrors extends BaseErrorListener {

    private static final int SHOWN = 40;

    /** What may be expected, in the words of a caller, by a token that only stands there; in the order in which it is told. */
    private static final Map<Integer, String> EXPECTED = new TreeMap<>(Map.of(
            RunSearchLexer.OPEN, "a condition",
            RunSearchLexer.CLOSE, "\")\"",
            RunSearchLexer.VALUE_WORD, "a value"));

    /** The answer to a search that ends to make sense where a token begins. */
    static ProblemException at(Token token, String message) {
        return at(token.getStartIndex(), message);
    }

    @Override
    public void syntaxError(Recognizer<?, ?> recognizer, Object offendingSymbol, int line, int charPositionInLine,
            String msg, RecognitionException e) {
        Token token = (Token) offendingSymbol;
        if (token.getType() == RunSearchLexer.HALF_QUOTED) {
            throw halfQuoted(token);
        }
        throw at(token, "expected " + expected(((Parser) recognizer).getExpectedTokens(), token) + found(token));
    }

    private static ProblemException at(int index, String message) {
        return ProblemException.invalid("/q", "character " + (index + 1) + ": " + message);
    }

    private static ProblemException halfQuoted(Token token) {
        int end = token.getStopIndex() + 1;
        return end == token.getInputStream().size()
                ? at(end, "expected the closing \" of the text that begins at character " + (token.getStartIndex() + 1))
                : at(end + 1, "expected \" or \\ after a \\ in quotes");
    }

    private static String expected(IntervalSet tokens, Token found) {
        if (isOfValue(found) && !tokens.contains(RunSearchLexer.VALUE_WORD)) {
            return "a space after the value";
        }
        List<String> expected = new ArrayList<>();
        EXPECTED.forEach((type, words) -> {
            if (tokens.contains(type)) {
                expected.add(words);
            }
        });
        if (tokens.contains(Token.EOF)) {
            expected.add("the end");
        }
        return String.join(" or ", expected);
    }

    /** The rules for what follows a field's colon come last. */
    private static boolean isOfValue(Token token) {
        return token.getType() > RunSearchLexer.UNEXPECTED;
    }

    private static String found(Token token) {
        if (token.getType() == Token.EOF) {
            return "";
        }
        String text = token.getText();
        return ", not \"" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "\""
                + (text.equals(":") ? "; a text with a colon needs quotes" : "");
    }
}
