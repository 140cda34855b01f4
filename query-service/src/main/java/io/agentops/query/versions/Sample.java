package io.agentops.query.versions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.DoubleStream;

import io.agentops.query.inference.Mean;
import io.vertx.mutiny.sqlclient.Row;

/** The latest runs of two versions, of which only sums are kept. */
final class Sample {

    /** The most runs of a version. */
    static final int MOST_RUNS = 5_000;
    /** The most steps, and the most calls, that are counted of a run. */
    static final int MOST_ITEMS = 200;
    /** The most labels of a run. */
    static final int MOST_LABELS = 200;

    private static final String FAILED_TOOL = "tool_failed:";
    /** Labels that say that a run failed cannot say why. */
    private static final Set<String> OF_FAILURES = Set.of("failure", "failure_type", "failure_code", "tool_failed",
            "group");
    private static final int MOST_TOOLS = 1_000;
    private static final int[] STEPS_FROM = {0, 1, 6, 11, 21, 51, 101, 201};

    private final Side before = new Side();
    private final Side after = new Side();
    private final Contrast contrast = new Contrast();
    private final Map<String, ToolRuns> failedTools = new HashMap<>();

    private static final class Side {

        private long runs;
        private final DoubleStream.Builder costs = DoubleStream.builder();
        private long costRuns;
    }

    /** In how many runs of each version calls of a tool failed. */
    record ToolRuns(String tool, long before, long after) {

        long both() {
            return before + after;
        }

        private ToolRuns and(ToolRuns other) {
            return new ToolRuns(tool, before + other.before, after + other.after);
        }
    }

    /** Takes rows with a run's {@code later}, {@code status}, {@code cost}, {@code labels} and what {@link #attributes} reads. */
    static Collector<Row, Sample, Sample> collector() {
        return Collector.of(Sample::new, Sample::add, (one, other) -> {
            throw new UnsupportedOperationException("Rows come one after the other");
        });
    }

    private void add(Row row) {
        boolean later = row.getBoolean("later");
        Side side = later ? after : before;
        side.runs++;
        Double cost = row.getDouble("cost");
        if (cost != null) {
            side.costs.add(cost);
            side.costRuns++;
        }
        String[] labels = row.getArrayOfStrings("labels");
        for (String label : labels) {
            if (label.startsWith(FAILED_TOOL)) {
                addFailed(label.substring(FAILED_TOOL.length()), later);
            }
        }
        String status = row.getString("status");
        if (later && !status.equals("partial")) {
            contrast.add(status.equals("failure"), attributes(row, labels));
        }
    }

    private void addFailed(String tool, boolean later) {
        if (failedTools.size() < MOST_TOOLS || failedTools.containsKey(tool)) {
            failedTools.merge(tool, new ToolRuns(tool, later ? 0 : 1, later ? 1 : 0), ToolRuns::and);
        }
    }

    private static List<String> attributes(Row row, String[] labels) {
        List<String> attributes = new ArrayList<>();
        for (String label : labels) {
            if (!OF_FAILURES.contains(label.substring(0, label.indexOf(':')))) {
                attributes.add(label);
            }
        }
        String environment = row.getString("environment");
        if (environment != null) {
            attributes.add("environment:" + environment);
        }
        if (row.getBoolean("in_conversation")) {
            attributes.add("conversation:yes");
        }
        if (row.getBoolean("nested")) {
            attributes.add("parent_run:yes");
        }
        attributes.add("hour_utc:" + row.getInteger("hour"));
        attributes.add("steps:" + bucket(row.getLong("steps")));
        if (row.getInteger("retries") > 0) {
            attributes.add("retries:yes");
        }
        return attributes;
    }

    private static String bucket(long steps) {
        int place = STEPS_FROM.length - 1;
        while (STEPS_FROM[place] > steps) {
            place--;
        }
        if (place == STEPS_FROM.length - 1) {
            return STEPS_FROM[place] + " or more";
        }
        int last = STEPS_FROM[place + 1] - 1;
        return last == STEPS_FROM[place] ? String.valueOf(last) : STEPS_FROM[place] + " to " + last;
    }

    long runsBefore() {
        return before.runs;
    }

    long runsAfter() {
        return after.runs;
    }

    Evidence evidenceBefore(VersionFigures figures) {
        return evidence(figures, before);
    }

    Evidence evidenceAfter(VersionFigures figures) {
        return evidence(figures, after);
    }

    private static Evidence evidence(VersionFigures figures, Side side) {
        return new Evidence(figures.successes(), figures.latency(),
                side.costRuns < 2 ? null : Mean.of(side.costs.build().toArray()), side.costRuns);
    }

    /** Those that failed in most runs first; those in as many by name. */
    List<ToolRuns> failedTools() {
        return failedTools.values().stream().sorted((one, other) -> one.both() == other.both()
                ? one.tool.compareTo(other.tool)
                : Long.compare(other.both(), one.both())).toList();
    }

    Contrast.View contrast() {
        return contrast.view();
    }
}
