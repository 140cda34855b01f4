package io.agentops.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One message about one run, ready to be sent, with what it was made of. */
final class Line {

    private static final Pattern OF_STEP = Pattern.compile("/steps/(\\d{1,6})/(?:name|metadata/(.+))", Pattern.DOTALL);
    private static final Pattern OF_FAILURE = Pattern.compile("/failures/(\\d{1,6})/(message|failure_code)");

    private final Run run;
    private final List<Report.StepEnded> steps;
    private final List<Report.Failed> failures;
    private final int reports;
    private final byte[] json;

    Line(Run run, List<Report.StepEnded> steps, List<Report.Failed> failures, int reports, RunJson json) {
        this.run = run;
        this.steps = steps;
        this.failures = failures;
        this.reports = reports;
        this.json = json.line(run, steps, failures);
    }

    /** How many reports the line tells. */
    int reports() {
        return reports;
    }

    byte[] json() {
        return json;
    }

    /**
     * The same without what the server does not take: one label that looks like content must not cost the rest of a run.
     *
     * @param pointers JSON pointers to entries of metadata, names of steps, and messages and codes of failures
     * @return empty where a pointer names anything else, or nothing
     */
    Optional<Line> without(List<String> pointers, RunJson encoder) {
        List<Report.StepEnded> keptSteps = new ArrayList<>(steps);
        List<Report.Failed> keptFailures = new ArrayList<>(failures);
        for (String pointer : pointers) {
            if (!mend(pointer, keptSteps) && !mendFailure(pointer, keptFailures)) {
                return Optional.empty();
            }
        }
        return pointers.isEmpty()
                ? Optional.empty()
                : Optional.of(new Line(run, keptSteps, keptFailures, reports, encoder));
    }

    /** How many entries of metadata the line has. */
    int metadata() {
        return steps.stream().mapToInt(step -> step.metadata().size()).sum();
    }

    /** The same without any metadata. */
    Line withoutMetadata(RunJson encoder) {
        return new Line(run, steps.stream().map(Report.StepEnded::withoutMetadata).toList(), failures, reports,
                encoder);
    }

    private static boolean mend(String pointer, List<Report.StepEnded> steps) {
        Matcher found = OF_STEP.matcher(pointer);
        if (!found.matches() || Integer.parseInt(found.group(1)) >= steps.size()) {
            return false;
        }
        int index = Integer.parseInt(found.group(1));
        Report.StepEnded step = steps.get(index);
        // Names of metadata hold nothing that a pointer would escape.
        Report.StepEnded mended = found.group(2) == null ? step.withoutName() : step.withoutMetadata(found.group(2));
        steps.set(index, mended);
        return !mended.equals(step);
    }

    private static boolean mendFailure(String pointer, List<Report.Failed> failures) {
        Matcher found = OF_FAILURE.matcher(pointer);
        if (!found.matches() || Integer.parseInt(found.group(1)) >= failures.size()) {
            return false;
        }
        int index = Integer.parseInt(found.group(1));
        Report.Failed failure = failures.get(index);
        Report.Failed mended = found.group(2).equals("message") ? failure.withoutMessage() : failure.withoutCode();
        failures.set(index, mended);
        return !mended.equals(failure);
    }
}
