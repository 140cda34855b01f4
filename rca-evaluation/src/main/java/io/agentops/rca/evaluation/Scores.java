package io.agentops.rca.evaluation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.agentops.contract.rca.Category;

/** What the outcomes of the whole corpus come to. */
record Scores(List<Outcome> outcomes) {

    /** How often something holds, of how many. */
    record Share(int part, int whole) {

        /** 0 where there is nothing to share. */
        double value() {
            return whole == 0 ? 0 : (double) part / whole;
        }
    }

    /** How one category fares: strictly by the labels, whatever else they allow. */
    record Fit(Category category, Share precision, Share recall) {

        /** The harmonic mean of both. */
        double f1() {
            double sum = precision.value() + recall.value();
            return sum == 0 ? 0 : 2 * precision.value() * recall.value() / sum;
        }
    }

    Share share(Predicate<Outcome> among, Predicate<Outcome> counted) {
        List<Outcome> whole = outcomes.stream().filter(among).toList();
        return new Share((int) whole.stream().filter(counted).count(), whole.size());
    }

    Share accepted() {
        return share(outcome -> true, Outcome::accepted);
    }

    Share exact() {
        return share(outcome -> true, outcome -> outcome.answer() == outcome.subject().category());
    }

    Share falseClaims() {
        return share(outcome -> outcome.subject().category() == Category.UNKNOWN, Outcome::falseClaim);
    }

    Share falseClaims(Kind kind) {
        return share(outcome -> outcome.subject().kind() == kind, Outcome::falseClaim);
    }

    /** Among the first so many suspects is a place that the label names. */
    Share top(int suspects) {
        return share(Outcome::hasPlace, outcome -> outcome.rank() <= suspects);
    }

    Share near() {
        return share(Outcome::hasPlace, Outcome::near);
    }

    Fit fit(Category category) {
        Predicate<Outcome> labelled = outcome -> outcome.subject().category() == category;
        Predicate<Outcome> answered = outcome -> outcome.answer() == category;
        return new Fit(category, share(answered, labelled), share(labelled, answered));
    }

    List<Fit> fits() {
        return Arrays.stream(Category.values()).map(this::fit).toList();
    }

    /** The mean F1 of all categories, each of the same weight. */
    double macroF1() {
        return fits().stream().mapToDouble(Fit::f1).average().orElse(0);
    }

    /** How often each answer was given, by what the label says. */
    Map<Category, Map<Category, Integer>> confusion() {
        Map<Category, Map<Category, Integer>> confusion = new EnumMap<>(Category.class);
        for (Outcome outcome : outcomes) {
            confusion.computeIfAbsent(outcome.subject().category(), label -> new EnumMap<>(Category.class))
                    .merge(outcome.answer(), 1, Integer::sum);
        }
        return confusion;
    }

    /** By rule: in how many reports it had a part, and how many of these are right. */
    Map<String, Share> rules() {
        Map<String, Share> rules = new TreeMap<>();
        outcomes.stream().flatMap(outcome -> outcome.report().rulesFired().stream()).distinct()
                .forEach(rule -> rules.put(rule,
                        share(outcome -> outcome.report().rulesFired().contains(rule), Outcome::accepted)));
        return rules;
    }

    List<String> violations() {
        return outcomes.stream().flatMap(outcome -> Honesty.violations(outcome).stream()).toList();
    }

    Calibration calibration() {
        return Calibration.of(outcomes);
    }
}
