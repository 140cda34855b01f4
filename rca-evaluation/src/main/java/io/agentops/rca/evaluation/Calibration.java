package io.agentops.rca.evaluation;

import java.util.ArrayList;
import java.util.List;

import io.agentops.contract.rca.RcaReport.Level;

/**
 * Whether causes are right as often as their confidence promises, over the first hypothesis of each report that names a cause.
 *
 * @param error the expected calibration error: how far the share that is right lies from the promise, weighted by how often a
 *        level was given
 * @param brier the mean squared distance between the promise and what came of it, 1 or 0
 */
record Calibration(List<Row> rows, double error, double brier) {

    /** One level: how often it was given, and how often it was right. */
    record Row(Level level, int given, int right) {

        double share() {
            return given == 0 ? 0 : (double) right / given;
        }
    }

    static Calibration of(List<Outcome> outcomes) {
        List<Outcome> named = outcomes.stream().filter(Outcome::claims).toList();
        List<Row> rows = new ArrayList<>();
        double error = 0;
        double brier = 0;
        for (Level level : Level.values()) {
            List<Outcome> given = named.stream().filter(outcome -> level(outcome) == level).toList();
            Row row = new Row(level, given.size(), (int) given.stream().filter(Outcome::accepted).count());
            rows.add(row);
            error += row.given() * Math.abs(row.share() - promise(level));
            brier += given.stream()
                    .mapToDouble(outcome -> Math.pow(promise(level) - (outcome.accepted() ? 1 : 0), 2)).sum();
        }
        int all = Math.max(1, named.size());
        return new Calibration(List.copyOf(rows), error / all, brier / all);
    }

    /** The share of causes told with this confidence that should be right. */
    static double promise(Level level) {
        return switch (level) {
            case HIGH -> 0.95;
            case MEDIUM -> 0.75;
            case LOW -> 0.5;
        };
    }

    private static Level level(Outcome outcome) {
        return outcome.report().hypotheses().get(0).confidence();
    }
}
