package io.agentops.query.search;

import java.util.List;

import io.agentops.http.ProblemException;
import io.agentops.query.page.Statement;

/** Which runs a caller looks for, in the words of the search language. */
public final class Search {

    private final Expression expression;

    private Search(Expression expression) {
        this.expression = expression;
    }

    /**
     * The search that a text says.
     *
     * @throws ProblemException 422 with the pointer {@code /q}, naming the character where the text ends to make sense
     */
    public static Search parse(String text) {
        return new Search(SearchParser.parse(text));
    }

    /** Whether a run fits; as the database would say once the run is stored. */
    public boolean matches(SearchedRun run) {
        return expression.matches(run);
    }

    /** The facets that every run that fits has. */
    public List<String> facets() {
        List<Expression> parts = expression instanceof Expression.And all ? all.parts() : List.of(expression);
        return parts.stream().filter(Expression.Condition.class::isInstance).map(Expression.Condition.class::cast)
                .flatMap(condition -> condition.facet().stream()).toList();
    }

    /** Adds it as a condition on the row of a run {@code r} of the project within the window. */
    public void addTo(Statement statement, String projectId, Window window) {
        new SearchConditions(statement, projectId, window).add(expression);
    }
}
