package io.agentops.sdk;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lines on their way to the server. All reports of a run are one line, so that a run which began and ended since the last
 * batch is told once, as ended.
 */
final class Batch {

    /**
     * What one attempt came to, in reports; the rest is to be sent again.
     *
     * @param leftOut pieces that the rest no longer has, as the server does not take them
     * @param mended whether there is a rest, and all of it is lines that no longer have what was refused
     */
    record Outcome(int taken, int refused, int leftOut, boolean mended, Batch rest) {}

    private final List<Line> lines;
    private final RunJson json;

    private Batch(List<Line> lines, RunJson json) {
        this.lines = lines;
        this.json = json;
    }

    static Batch of(List<Report> reports, RunJson json) {
        Map<Run, Told> byRun = new LinkedHashMap<>();
        for (Report report : reports) {
            byRun.computeIfAbsent(report.run(), run -> new Told()).add(report);
        }
        List<Line> lines = new ArrayList<>(byRun.size());
        byRun.forEach((run, told) -> lines
                .add(new Line(run, List.copyOf(told.steps.values()), told.failuresOf(run), told.reports, json)));
        return new Batch(lines, json);
    }

    private static final class Told {
        private final Map<String, Report.StepEnded> steps = new LinkedHashMap<>();
        private final Map<String, Report.Failed> failures = new LinkedHashMap<>();
        private int reports;

        void add(Report report) {
            reports++;
            if (report instanceof Report.StepEnded step) {
                steps.put(step.stepId(), step);
                add(step.failure());
            } else if (report instanceof Report.Failed failure) {
                add(failure);
            }
        }

        private void add(Report.Failed failure) {
            if (failure != null) {
                failures.put(failure.failureId(), failure);
            }
        }

        /** What ended a run is told last, and with its end, even if an earlier message told it. */
        List<Report.Failed> failuresOf(Run run) {
            Report.Failed ending = run.ending();
            if (ending != null) {
                failures.remove(ending.failureId());
                add(ending);
            }
            return List.copyOf(failures.values());
        }
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    int reports() {
        return lines.stream().mapToInt(Line::reports).sum();
    }

    byte[] ndjson() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(
                lines.stream().mapToInt(line -> line.json().length).sum());
        lines.forEach(line -> body.writeBytes(line.json()));
        return body.toByteArray();
    }

    /** The same without any metadata. */
    Outcome withoutMetadata() {
        int leftOut = lines.stream().mapToInt(Line::metadata).sum();
        return new Outcome(0, 0, leftOut, true,
                new Batch(lines.stream().map(line -> line.withoutMetadata(json)).toList(), json));
    }

    /** A line the answer does not name is sent again: only what the server says it took was taken. */
    Outcome after(Answer answer) {
        if (answer instanceof Answer.NotNow) {
            return new Outcome(0, 0, 0, false, this);
        }
        if (answer instanceof Answer.Read read) {
            return after(read.lines());
        }
        return new Outcome(0, reports(), 0, false, new Batch(List.of(), json));
    }

    private Outcome after(Map<Integer, Answer.LineResult> results) {
        int taken = 0;
        int refused = 0;
        int leftOut = 0;
        boolean mended = true;
        List<Line> rest = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            Answer.LineResult result = results.getOrDefault(i + 1, Answer.LineResult.UNKNOWN);
            Optional<Line> again = again(line, result);
            again.ifPresent(rest::add);
            mended &= result.fate() != Answer.Fate.NOT_NOW;
            if (result.fate() == Answer.Fate.TAKEN) {
                taken += line.reports();
            } else if (again.isEmpty()) {
                refused += line.reports();
            } else {
                leftOut += result.errors().size();
            }
        }
        return new Outcome(taken, refused, leftOut, mended && !rest.isEmpty(), new Batch(rest, json));
    }

    private Optional<Line> again(Line line, Answer.LineResult result) {
        return switch (result.fate()) {
            case TAKEN -> Optional.empty();
            case NOT_NOW -> Optional.of(line);
            case REFUSED -> line.without(result.errors(), json);
        };
    }
}
