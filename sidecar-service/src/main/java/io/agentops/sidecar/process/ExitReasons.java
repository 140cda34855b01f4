package io.agentops.sidecar.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import io.agentops.contract.agent.ExitReason;

/** Reads how a process ended from what is left of it. */
final class ExitReasons {

    private static final Path MEMORY_EVENTS = Path.of("/sys/fs/cgroup/memory.events");
    private static final String KILLS = "oom_kill ";
    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(Map.entry(1, "SIGHUP"), Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"), Map.entry(4, "SIGILL"), Map.entry(6, "SIGABRT"), Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"), Map.entry(9, "SIGKILL"), Map.entry(11, "SIGSEGV"), Map.entry(13, "SIGPIPE"),
            Map.entry(14, "SIGALRM"), Map.entry(15, "SIGTERM"));

    private ExitReasons() {}

    /**
     * What is known of an end.
     *
     * @param code as Java gives it, 128 and the signal where one ended the process; null where it was not our child
     * @param outOfMemory whether the kernel killed for want of memory meanwhile
     */
    static ExitReason of(Integer code, long pid, boolean outOfMemory, boolean requested) {
        boolean signalled = code != null && code > SIGNALLED && code <= SIGNALLED + LAST_SIGNAL;
        String signal = signalled ? SIGNALS.getOrDefault(code - SIGNALLED, "SIG" + (code - SIGNALLED)) : null;
        return new ExitReason(signalled ? null : code, signal, outOfMemory && "SIGKILL".equals(signal) && !requested,
                requested,
                pid, Instant.now());
    }

    /** How often the kernel has killed in this container for want of memory; 0 where nobody can tell. */
    static long outOfMemoryKills() {
        try {
            return Files.readAllLines(MEMORY_EVENTS).stream().filter(line -> line.startsWith(KILLS))
                    .mapToLong(line -> Long.parseLong(line.substring(KILLS.length()).strip())).findFirst().orElse(0);
        } catch (IOException notThisKindOfSystem) {
            return 0;
        }
    }
}
