package io.agentops.sdk;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lines on their way to the server. All reports of a run are one line, so that a run which began and ended since the last
 * batch is told once, as ended.
 */
final class Batch {

    private static final class Line {
        private final byte[] json;
        private final int reports;

        /** A line that tells so many reports. */
        Line(byte[] json, int reports) {
            this.json = json;
            this.reports = reports;
        }
    }

    /** What one attempt came to, in reports; the rest is to be sent again. */
    record Outcome(int taken, int refused, Batch rest) {}

    private final List<Line> lines;

    private Batch(List<Line> lines) {
        this.lines = lines;
    }

    static Batch of(List<Report> reports, RunJson json) {
        Map<Run, Told> byRun = new LinkedHashMap<>();
        for (Report report : reports) {
            byRun.computeIfAbsent(report.run(), run -> new Told()).add(report);
        }
        List<Line> lines = new ArrayList<>(byRun.size());
        byRun.forEach((run, told) -> lines
                .add(new Line(json.line(run, told.steps.values(), told.failures), told.reports)));
        return new Batch(lines);
    }

    private static final class Told {
        private final Map<String, Report.StepEnded> steps = new LinkedHashMap<>();
        private final List<Report.Failed> failures = new ArrayList<>();
        private int reports;

        void add(Report report) {
            reports++;
            if (report instanceof Report.StepEnded step) {
                steps.put(step.stepId(), step);
            } else if (report instanceof Report.Failed failure) {
                failures.add(failure);
            }
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    int reports() {
        return lines.stream().mapToInt(line -> line.reports).sum();
    }

    byte[] ndjson() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(lines.stream().mapToInt(line -> line.json.length).sum());
        lines.forEach(line -> body.writeBytes(line.json));
        return body.toByteArray();
    }

    /** A line the answer does not name is sent again: only what the server says it took was taken. */
    Outcome after(Answer answer) {
        if (answer instanceof Answer.NotNow) {
            return new Outcome(0, 0, this);
        }
        if (answer instanceof Answer.Read read) {
            return after(read.lines());
        }
        return new Outcome(0, reports(), new Batch(List.of()));
    }

    private Outcome after(Map<Integer, Answer.LineResult> results) {
        int taken = 0;
        int refused = 0;
        List<Line> rest = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            switch (results.getOrDefault(i + 1, Answer.LineResult.NOT_NOW)) {
                case TAKEN -> taken += line.reports;
                case REFUSED -> refused += line.reports;
                case NOT_NOW -> rest.add(line);
            }
        }
        return new Outcome(taken, refused, new Batch(rest));
    }
}
