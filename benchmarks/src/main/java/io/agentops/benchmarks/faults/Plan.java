package io.agentops.benchmarks.faults;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run of the harness does.
 *
 * @param home the root of the repository, which is built
 * @param work where data and logs go
 * @param load how long runs are sent and faults injected
 * @param seed of the runs sent, the faults and their order
 * @param postgresPause how long PostgreSQL stands still, once; any later pause lasts at most half a minute
 * @param longest how long other faults last at most
 * @param runsPerSecond over all doors together
 * @param waits whether the platform must have recovered from a fault before the next; else each fault comes once, one upon
 *        the other
 * @param settings further environment variables of the services
 * @param keep whether data and logs outlive a run that found no difference
 */
public record Plan(Path home, Path work, Duration load, long seed, Set<FaultKind> kinds, Duration postgresPause,
        Duration longest, int runsPerSecond, boolean waits, Map<String, String> settings, boolean keep) {

    private static final String USAGE = """
            --minutes 20           how long runs are sent and faults injected
            --seed 1               of the runs, the faults and their order
            --postgres-pause 10m   how long PostgreSQL stands still, once (s, m)
            --faults kill,pause,network,disk,rebalance
            --rate 100             runs a second, over all doors
            --home .               the root of the repository, which is built
            --work <folder>        where data and logs go; target/faults of the module
            --keep                 leave data and logs even if all is well""";

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with a message for whoever typed it
     */
    static Plan parse(String... arguments) {
        Path home = Path.of("").toAbsolutePath();
        Plan plan = new Plan(home, home.resolve("benchmarks/target/faults"), Duration.ofMinutes(20), 1,
                EnumSet.allOf(FaultKind.class), Duration.ofMinutes(10), Duration.ofSeconds(20), 100, true, Map.of(),
                false);
        Iterator<String> left = List.copyOf(Arrays.asList(arguments)).iterator();
        while (left.hasNext()) {
            plan = plan.with(left.next(), left);
        }
        return plan;
    }

    private Plan with(String option, Iterator<String> left) {
        return switch (option) {
            case "--minutes" -> copy(work, Duration.ofMinutes(Long.parseLong(left.next())), seed, kinds, postgresPause,
                    runsPerSecond, keep);
            case "--seed" -> copy(work, load, Long.parseLong(left.next()), kinds, postgresPause, runsPerSecond, keep);
            case "--postgres-pause" -> copy(work, load, seed, kinds, duration(left.next()), runsPerSecond, keep);
            case "--faults" -> copy(work, load, seed, FaultKind.parse(left.next()), postgresPause, runsPerSecond, keep);
            case "--rate" -> copy(work, load, seed, kinds, postgresPause, Integer.parseInt(left.next()), keep);
            case "--work" ->
                copy(Path.of(left.next()).toAbsolutePath(), load, seed, kinds, postgresPause, runsPerSecond,
                        keep);
            case "--home" -> new Plan(Path.of(left.next()).toAbsolutePath(), work, load, seed, kinds, postgresPause,
                    longest, runsPerSecond, waits, settings, keep);
            case "--keep" -> copy(work, load, seed, kinds, postgresPause, runsPerSecond, true);
            default -> throw new IllegalArgumentException("Unknown option " + option + "; there are\n" + USAGE);
        };
    }

    private Plan copy(Path work, Duration load, long seed, Set<FaultKind> kinds, Duration postgresPause,
            int runsPerSecond, boolean keep) {
        return new Plan(home, work, load, seed, kinds, postgresPause, longest, runsPerSecond, waits, settings, keep);
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }
}
