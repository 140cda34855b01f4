package io.agentops.query.versions;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.agentops.query.inference.FalseDiscovery;
import io.agentops.query.inference.Share;
import io.agentops.query.inference.ShareTest;
import io.agentops.query.inference.TestResult;

/** Finds which labels failing runs have more often than passing ones, or less often. */
final class Contrast {

    /** A label that fewer runs have cannot be told from chance among many. */
    static final int MINIMUM_RUNS = 5;

    private static final int MOST_LABELS = 5_000;
    private static final int MOST_SHOWN = 20;

    private final Map<String, Counts> labels = new TreeMap<>();
    private final Counts all = new Counts();

    private static final class Counts {

        private long failing;
        private long passing;

        void add(boolean failed) {
            failing += failed ? 1 : 0;
            passing += failed ? 0 : 1;
        }

        long both() {
            return failing + passing;
        }
    }

    /**
     * What was found.
     *
     * @param failing runs that ended in failure
     * @param passing runs that ended in success
     * @param labelsTested those that some runs have and others have not
     * @param minimumRuns that must have a label, must fail and must pass, for it to be tested
     * @param attributes those of the largest differences first, at most 20
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record View(
            long failing,
            long passing,
            int labelsTested,
            int minimumRuns,
            List<Attribute> attributes) {}

    /**
     * A label on which failing and passing runs differ.
     *
     * @param failingShare of failing runs, in percent, that have it
     * @param lift how many times as often runs with it fail as all of these runs do
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Attribute(
            String attribute,
            String value,
            long failing,
            long passing,
            double failingShare,
            double passingShare,
            double lift,
            TestResult.Method test,
            double pValue,
            double adjustedP) {

        private double difference() {
            return Math.abs(failingShare - passingShare);
        }
    }

    private record Tested(String label, Counts counts, TestResult result) {}

    /** Adds a run. Labels beyond the first 5,000 different ones are left out. */
    void add(boolean failed, Collection<String> ofRun) {
        all.add(failed);
        for (String label : ofRun) {
            Counts counts = labels.get(label);
            if (counts == null && labels.size() < MOST_LABELS) {
                counts = new Counts();
                labels.put(label, counts);
            }
            if (counts != null) {
                counts.add(failed);
            }
        }
    }

    View view() {
        List<Tested> tested = all.failing < MINIMUM_RUNS || all.passing < MINIMUM_RUNS ? List.of() : tested();
        double[] adjusted = FalseDiscovery.adjusted(tested.stream().mapToDouble(one -> one.result.pValue()).toArray());
        List<Attribute> found = new ArrayList<>();
        for (int i = 0; i < adjusted.length; i++) {
            if (adjusted[i] <= Verdict.LEVEL) {
                found.add(attribute(tested.get(i), adjusted[i]));
            }
        }
        // They stand in the order of their labels; sorting keeps it among equals.
        found.sort(Comparator.comparingDouble(Attribute::difference).reversed()
                .thenComparingDouble(Attribute::pValue));
        return new View(all.failing, all.passing, tested.size(), MINIMUM_RUNS,
                List.copyOf(found.subList(0, Math.min(MOST_SHOWN, found.size()))));
    }

    private List<Tested> tested() {
        List<Tested> tested = new ArrayList<>();
        labels.forEach((label, counts) -> {
            if (counts.both() >= MINIMUM_RUNS && counts.both() < all.both()) {
                tested.add(new Tested(label, counts, ShareTest.compare(new Share(counts.passing, all.passing),
                        new Share(counts.failing, all.failing))));
            }
        });
        return tested;
    }

    private Attribute attribute(Tested tested, double adjusted) {
        Counts counts = tested.counts;
        int colon = tested.label.indexOf(':');
        double lift = ((double) counts.failing / counts.both()) / ((double) all.failing / all.both());
        return new Attribute(tested.label.substring(0, colon), tested.label.substring(colon + 1), counts.failing,
                counts.passing, Rounding.percent((double) counts.failing / all.failing),
                Rounding.percent((double) counts.passing / all.passing), Rounding.decimals(lift, 2),
                tested.result.method(), Rounding.significant(tested.result.pValue()), Rounding.significant(adjusted));
    }
}
