package io.agentops.localstack.drill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What rounds amount to, as a table in Markdown. */
final class Scoreboard {

    private static final String HEAD = """
            | fault | runs | a right report says | category right | and the place first | among three | no cause named | a wrong one | detected | after | recovered | after | restarts |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final List<Round> rounds;

    Scoreboard(List<Round> rounds) {
        this.rounds = List.copyOf(rounds);
    }

    boolean leaks() {
        return rounds.stream().anyMatch(Round::leaks);
    }

    /** The tables, each line ended. */
    String markdown() {
        StringBuilder text = new StringBuilder(HEAD);
        for (FaultClass fault : FaultClass.values()) {
            List<Round> of = rounds.stream().filter(round -> round.fault() == fault).toList();
            if (!of.isEmpty()) {
                text.append(row(fault, of));
            }
        }
        return text.append('\n').append(totals()).toString();
    }

    private static String row(FaultClass fault, List<Round> of) {
        List<Grade> runs = of.stream().flatMap(round -> round.graded().stream()).toList();
        return "| `%s` | %d | `%s` | %s | %s | %s | %d | %d | %s | %s | %s | %s | %d |%n".formatted(fault.wireName(),
                runs.size(), fault.category(), share(runs, grade -> grade.isCategoryRight(fault)),
                share(runs, grade -> grade.isRight(fault, 1)), share(runs, grade -> grade.isRight(fault, 3)),
                count(runs, Grade::abstains), count(runs, grade -> grade.isWrong(fault)),
                seen(of, Round::detected), median(of, Round::detected), seen(of, Round::recovered),
                median(of, Round::recovered), of.stream().mapToInt(Round::restarts).sum());
    }

    private String totals() {
        List<Grade> controls = rounds.stream().flatMap(round -> round.controls().stream()).toList();
        List<Grade> runs = rounds.stream().flatMap(round -> round.graded().stream()).toList();
        List<String> leaks = runs.stream().filter(grade -> !grade.leaks().isEmpty())
                .map(grade -> grade.runId() + " has " + grade.leaks()).toList();
        List<String> lines = new ArrayList<>();
        lines.add("Healthy controls: %d, of which %d did not succeed; causes claimed of them: %d.".formatted(
                controls.size(), count(controls, grade -> !"success".equals(grade.status())),
                count(controls, grade -> grade.claims() && "success".equals(grade.status()))));
        lines.add("Runs that could not be read, or had no report in time: %d of %d.".formatted(
                count(runs, grade -> !grade.isReported()), runs.size()));
        lines.add("Labels of faults in what is stored of the runs: %s.".formatted(
                leaks.isEmpty() ? "none" : String.join("; ", leaks)));
        return String.join("\n", lines) + "\n";
    }

    private static long count(List<Grade> grades, Predicate<Grade> which) {
        return grades.stream().filter(which).count();
    }

    private static String share(List<Grade> grades, Predicate<Grade> which) {
        return count(grades, which) + "/" + grades.size();
    }

    private static String seen(List<Round> of, Function<Round, Optional<Duration>> time) {
        return of.stream().map(time).filter(Optional::isPresent).count() + "/" + of.size();
    }

    private static String median(List<Round> of, Function<Round, Optional<Duration>> time) {
        List<Duration> sorted = of.stream().map(time).flatMap(Optional::stream).sorted().toList();
        return sorted.isEmpty()
                ? ""
                : String.format(Locale.ROOT, "%.1f s", sorted.get(sorted.size() / 2).toMillis() / 1000.0);
    }
}
