package io.agentops.rca.engine;

import static io.agentops.rca.engine.CallSample.call;
import static io.agentops.rca.engine.RunSample.failed;

import java.util.List;
import java.util.stream.IntStream;

import io.agentops.contract.rca.RcaReport;
import io.agentops.contract.rca.RcaReport.Reason;
import io.agentops.contract.rca.RcaReport.Suspect;

/** Failed runs of invented travel agents that talk to each other, serve a guest, or act for a planner. */
final class SuspectSamples {

    private SuspectSamples() {}

    /** Colleagues who work on a task in turns. */
    static RunSample colleagues(CallSample... calls) {
        return failed(calls).says("s0", "Clerk", "Find the fare of the night ferry and say what it costs.");
    }

    /** A planner who sends a scout to look things up, as often as there are results. */
    static RunSample planned(String... results) {
        RunSample sample = failed(IntStream.range(0, results.length)
                .mapToObj(i -> call("c" + i, "scout").in("a" + i).args("{\"n\":" + i + "}").answered(results[i]))
                .toArray(CallSample[]::new)).says("s0", "guest", "Which inn near the old harbour has a sauna?")
                .says("p", "Planner", "First look for the inns, then for their saunas, then tell the guest.");
        IntStream.range(0, results.length).forEach(i -> sample
                .says("p" + i, "Planner", "The next thing to look up is number " + i + " of the plan.")
                .says("q" + i, "Planner", "Scout, look up number " + i + " of the plan, please.")
                .says("a" + i, "Scout", results[i]));
        return sample;
    }

    static String page(String words) {
        return (words + " ").repeat(2000 / (words.length() + 1));
    }

    /** A guest who speaks more than once. */
    static RunSample served(CallSample... calls) {
        return failed(calls).says("s0", "user", "I would like to change my cabin.").says("s1", "assistant",
                "Which booking is it about, and which cabin would you like?")
                .says("s2", "user", "Booking K-77, a quiet one.");
    }

    static Suspect first(RunSample sample) {
        return Samples.report(sample.build()).suspects().get(0);
    }

    /** The rules that speak for or against a step. */
    static List<String> rules(RunSample sample, String stepId) {
        RcaReport report = Samples.report(sample.build());
        return report.suspects().stream().filter(suspect -> stepId.equals(suspect.stepId()))
                .flatMap(suspect -> suspect.reasons().stream()).map(Reason::rule).toList();
    }

    static double score(RunSample sample, String stepId) {
        return Samples.report(sample.build()).suspects().stream().filter(suspect -> stepId.equals(suspect.stepId()))
                .mapToDouble(Suspect::score).findFirst().orElse(0);
    }
}
