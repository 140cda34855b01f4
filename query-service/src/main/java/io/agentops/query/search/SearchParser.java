package io.agentops.query.search;

import java.util.ArrayList;
import java.util.List;

import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

import io.agentops.http.ProblemException;
import io.agentops.query.search.grammar.RunSearchLexer;
import io.agentops.query.search.grammar.RunSearchParser;

/** Reads a search. */
final class SearchParser {

    private static final int MOST_CONDITIONS = 50;
    private static final int DEEPEST = 20;

    private final SyntaxErrors errors = new SyntaxErrors();
    private int conditions;

    private SearchParser() {}

    /** @throws ProblemException 422 for a text that is no search */
    static Expression parse(String text) {
        RunSearchLexer lexer = new RunSearchLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        refuseDeep(tokens.getTokens());
        RunSearchParser parser = new RunSearchParser(tokens);
        SearchParser reader = new SearchParser();
        parser.removeErrorListeners();
        parser.addErrorListener(reader.errors);
        return reader.either(parser.search().either());
    }

    /** Done first, since parsing takes a place on the stack for each. */
    private static void refuseDeep(List<Token> tokens) {
        int depth = 0;
        for (Token token : tokens) {
            if (token.getType() == RunSearchLexer.OPEN && ++depth > DEEPEST) {
                throw SyntaxErrors.at(token, "expected at most " + DEEPEST + " parentheses within each other");
            } else if (token.getType() == RunSearchLexer.CLOSE) {
                depth--;
            }
        }
    }

    private Expression either(RunSearchParser.EitherContext either) {
        List<Expression> parts = new ArrayList<>();
        either.all().forEach(part -> parts.add(all(part)));
        return parts.size() == 1 ? parts.get(0) : new Expression.Or(List.copyOf(parts));
    }

    private Expression all(RunSearchParser.AllContext all) {
        List<Expression> parts = new ArrayList<>();
        all.part().forEach(part -> parts.add(part(part)));
        return parts.size() == 1 ? parts.get(0) : new Expression.And(List.copyOf(parts));
    }

    private Expression part(RunSearchParser.PartContext part) {
        Expression single = single(part.single());
        return part.NOT() == null && part.MINUS() == null ? single : new Expression.Not(single);
    }

    private Expression single(RunSearchParser.SingleContext single) {
        if (single instanceof RunSearchParser.GroupContext group) {
            return either(group.either());
        }
        if (++conditions > MOST_CONDITIONS) {
            throw SyntaxErrors.at(single.getStart(), "expected at most " + MOST_CONDITIONS + " conditions");
        }
        return single instanceof RunSearchParser.ConditionContext condition
                ? condition(condition)
                : free((RunSearchParser.FreeContext) single);
    }

    private static Expression free(RunSearchParser.FreeContext free) {
        return new Expression.Free(Values.text(free.getStart()));
    }

    private static Expression condition(RunSearchParser.ConditionContext condition) {
        Field field = field(condition.FIELD());
        if (condition.value() instanceof RunSearchParser.ComparisonContext comparison) {
            return new Expression.Condition(field,
                    Values.compared(field, comparison.operator().getStart(), comparison.bound().getStart()));
        }
        List<RunSearchParser.BoundContext> bounds = ((RunSearchParser.PlainContext) condition.value()).bound();
        Match match = bounds.size() == 1
                ? Values.exact(field, bounds.get(0).getStart())
                : Values.between(field, bounds.get(0).getStart(), bounds.get(1).getStart());
        return new Expression.Condition(field, match);
    }

    private static Field field(TerminalNode node) {
        String name = node.getText().substring(0, node.getText().length() - 1);
        return Field.named(name).orElseThrow(() -> SyntaxErrors.at(node.getSymbol(),
                "expected one of the fields " + Field.allNames() + ", not \"" + name
                        + "\"; a text with a colon needs quotes"));
    }
}
