package io.agentops.benchmarks.faults;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What can be chosen on the command line. */
public enum FaultKind {
    KILL,
    PAUSE,
    NETWORK,
    DISK,
    REBALANCE;

    /**
     * Reads a list of names, separated by commas.
     *
     * @throws IllegalArgumentException for a name that is none
     */
    static Set<FaultKind> parse(String names) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        Arrays.stream(names.split(",", -1)).map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT)))
                .forEach(kinds::add);
        return kinds;
    }
}
