package io.agentops.query.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

import io.agentops.query.page.Statement;
import io.agentops.query.page.Times;

/**
 * Writes a search as a condition on the row of a run {@code r}. Where a run did not tell a value the conditions are null, which
 * counts as false; negations, which would be null too, stand at single conditions and are never null.
 */
final class SearchConditions {

    private final Statement statement;
    private final String projectId;
    private final LocalDate firstDay;

    SearchConditions(Statement statement, String projectId, Window window) {
        this.statement = statement;
        this.projectId = projectId;
        this.firstDay = window.firstDay();
    }

    void add(Expression expression) {
        add(expression, false);
    }

    private void add(Expression expression, boolean negated) {
        if (expression instanceof Expression.Not not) {
            add(not.part(), !negated);
        } else if (expression instanceof Expression.And and) {
            addAll(and.parts(), negated, negated ? " OR " : " AND ");
        } else if (expression instanceof Expression.Or or) {
            addAll(or.parts(), negated, negated ? " AND " : " OR ");
        } else {
            statement.add("(");
            addSingle(expression);
            statement.add(negated ? ") IS NOT TRUE" : ")");
        }
    }

    private void addAll(List<Expression> parts, boolean negated, String between) {
        statement.add("(");
        for (int i = 0; i < parts.size(); i++) {
            statement.add(i == 0 ? "" : between);
            add(parts.get(i), negated);
        }
        statement.add(")");
    }

    private void addSingle(Expression expression) {
        if (expression instanceof Expression.Condition condition) {
            addCondition(condition.field(), condition.match());
        } else if (expression instanceof Expression.Free free) {
            addFree(free.text());
        }
    }

    private void addCondition(Field field, Match match) {
        if (match instanceof Match.Label label) {
            if (field.type() == Field.Type.FACET) {
                addFacet(field.sql(), label);
            } else {
                addLabel(field, label);
            }
        } else if (match instanceof Match.Part part) {
            statement.add("(r.day, r.run_id) IN (");
            addErrors(part);
            statement.add(")");
        } else if (match instanceof Match.Range<?> range) {
            range.least().ifPresent(end -> addEnd(field.sql(), end, end.included() ? " >= ?" : " > ?"));
            statement.add(range.least().isPresent() && range.most().isPresent() ? " AND " : "");
            range.most().ifPresent(end -> addEnd(field.sql(), end, end.included() ? " <= ?" : " < ?"));
        }
    }

    private void addFacet(String prefix, Match.Label label) {
        if (label.isExact()) {
            statement.add("r.facets @> ARRAY[?]", prefix + label.text());
        } else {
            statement.add("EXISTS (SELECT FROM unnest(r.facets) AS facet WHERE facet LIKE ?)",
                    Match.literal(prefix) + label.pattern());
        }
    }

    private void addLabel(Field field, Match.Label label) {
        if (!label.isExact()) {
            statement.add(field.sql() + " LIKE ?", label.pattern());
        } else if (field == Field.RUN) {
            statement.add(
                    "r.run_id = ? AND r.day = (SELECT k.day FROM run_key k WHERE k.project_id = ? AND k.run_id = ?)",
                    label.text(), projectId, label.text());
        } else {
            statement.add(field.sql() + " = ?", label.text());
        }
    }

    private void addEnd(String sql, Match.End<?> end, String comparison) {
        Object value = end.value() instanceof Instant time ? Times.utc(time) : (BigDecimal) end.value();
        statement.add("(").add(sql).add(")").add(comparison, value);
    }

    /** As one set of runs: from it the database begins where it is small. */
    private void addFree(String text) {
        statement.add("(r.day, r.run_id) IN (");
        addErrors(new Match.Part(text));
        statement.add(" UNION ALL SELECT k.day, k.run_id FROM run_key k WHERE k.project_id = ? AND k.run_id = ?",
                projectId, text);
        statement.add(" UNION ALL SELECT a.day, a.run_id FROM run a"
                + " WHERE a.project_id = ? AND a.day >= ? AND a.agent_name = ?)", projectId, firstDay, text);
    }

    /** PostgreSQL lowers what it compares, so that it does it for both sides alike. */
    private void addErrors(Match.Part part) {
        statement.add("SELECT e.day, e.run_id FROM run_error e WHERE e.project_id = ? AND e.day >= ?"
                + " AND e.text LIKE lower(?::text)", projectId, firstDay, part.pattern());
    }
}
