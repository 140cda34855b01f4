package io.agentops.benchmarks.faults;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run of the harness found.
 *
 * @param text for people
 * @param differences what was not as it should be, the first of many
 */
public record Report(String text, List<String> differences) {

    /** Puts together what was counted. */
    static Report of(Plan plan, boolean disk, Load load, Injections injections, Tally answers, Verification verified,
            Differences differences) {
        StringBuilder text = new StringBuilder();
        text.append("Seed ").append(plan.seed()).append(", ").append(plan.load().toSeconds()).append(" s of load\n\n");
        text.append("| fault | times | longest until fresh runs were readable, s |\n|---|---|---|\n");
        injections.entries().forEach((name, entry) -> text.append(String.format(Locale.ROOT, "| %s | %d | %s |%n", name,
                entry.count(), plan.waits() ? Math.round(entry.longest().toMillis() / 100.0) / 10.0 : "not measured")));
        if (plan.kinds().contains(FaultKind.DISK) && !disk) {
            text.append("\nNo disk was filled: this process may not mount one.\n");
        }
        text.append("\n| client | answers |\n|---|---|\n");
        answers.counts().forEach((name, counts) -> text.append("| %s | %s |%n".formatted(name, counts)));
        text.append("\n| door | runs | units acknowledged | units sent, again included |\n|---|---|---|---|\n");
        Map<String, long[]> doors = new TreeMap<>();
        for (Lane lane : load.lanes()) {
            long[] sums = doors.computeIfAbsent(lane.door() + " (" + lane.unit() + ")", door -> new long[3]);
            sums[0] += lane.begun();
            sums[1] += lane.acknowledged();
            sums[2] += lane.attempted();
        }
        doors.forEach((door, sums) -> text
                .append("| %s | %d | %d | %d |%n".formatted(door, sums[0], sums[1], sums[2])));
        text.append("\n%d runs compared with %d rows, %d analyses done, %d dead letters provoked%n".formatted(
                verified.runs(), verified.rows(), load.analyses().size(), load.provoked()));
        text.append("%d differences%n".formatted(differences.count()));
        differences.shown().forEach(difference -> text.append("  ").append(difference).append('\n'));
        return new Report(text.toString(), differences.shown());
    }
}
