package io.agentops.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process that stands still, with all that it started: connections to it stay open and nobody answers. */
final class Pause implements Fault {

    private final Cluster cluster;
    private final Victim victim;
    private final Duration lasts;
    private final List<ProcessHandle> paused = new ArrayList<>();

    Pause(Cluster cluster, Victim victim, Duration lasts) {
        this.cluster = cluster;
        this.victim = victim;
        this.lasts = lasts;
    }

    @Override
    public String name() {
        return "pause " + victim.title();
    }

    @Override
    public Duration lasts() {
        return lasts;
    }

    @Override
    public void inject() {
        ProcessHandle process = cluster.find(victim);
        // The first of them begins no others once it stands.
        Cluster.signal("STOP", List.of(process));
        paused.add(process);
        process.descendants().forEach(paused::add);
        Cluster.signal("STOP", paused);
    }

    @Override
    public void heal() {
        Cluster.signal("CONT", paused);
        paused.clear();
    }
}
