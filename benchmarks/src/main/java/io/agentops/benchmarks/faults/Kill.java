package io.agentops.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** {@code kill -9} of a process and all that it started; the platform's supervisor starts it again. */
record Kill(Cluster cluster, Victim victim) implements Fault {

    @Override
    public String name() {
        return "kill " + victim.title();
    }

    @Override
    public Duration lasts() {
        return Duration.ZERO;
    }

    @Override
    public void inject() {
        ProcessHandle process = cluster.find(victim);
        List<ProcessHandle> all = new ArrayList<>(List.of(process));
        process.descendants().forEach(all::add);
        Cluster.signal("KILL", all);
    }

    @Override
    public void heal() {
        // It is over when the process is.
    }
}
