package io.agentops.query.search;

import java.util.List;
import java.util.Optional;

/** What a search asks of a run. Two-valued: what a run did not tell fits nothing, and so fits the negation of everything. */
sealed interface Expression {

    boolean matches(SearchedRun run);

    /** All parts fit. */
    record And(List<Expression> parts) implements Expression {

        @Override
        public boolean matches(SearchedRun run) {
            return parts.stream().allMatch(part -> part.matches(run));
        }
    }

    /** A part fits. */
    record Or(List<Expression> parts) implements Expression {

        @Override
        public boolean matches(SearchedRun run) {
            return parts.stream().anyMatch(part -> part.matches(run));
        }
    }

    /** The part does not fit. */
    record Not(Expression part) implements Expression {

        @Override
        public boolean matches(SearchedRun run) {
            return !part.matches(run);
        }
    }

    /** A value of the field fits. */
    record Condition(
            Field field,
            Match match) implements Expression {

        /** The facet that it asks for, where it asks for one and the whole of it. */
        Optional<String> facet() {
            return field.type() == Field.Type.FACET && match instanceof Match.Label label && label.isExact()
                    ? Optional.of(field.sql() + label.text())
                    : Optional.empty();
        }

        @Override
        public boolean matches(SearchedRun run) {
            return field.valuesOf(run).anyMatch(match::fits);
        }
    }

    /** The text is a part of the run's error texts, or is the id of the run or of its agent. */
    record Free(
            String text,
            Match.Part error) implements Expression {

        Free(String text) {
            this(text, new Match.Part(text));
        }

        @Override
        public boolean matches(SearchedRun run) {
            return text.equals(run.runId()) || text.equals(run.agent())
                    || (run.errorText() != null && error.fits(run.errorText()));
        }
    }
}
