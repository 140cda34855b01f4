package io.agentops.benchmarks.faults;

import java.time.Duration;
import java.util.Locale;

/** A part that the services reach badly, or not at all. */
record BadNetwork(Cluster cluster, Victim part, TcpProxy.Mode mode, Duration lasts) implements Fault {

    @Override
    public String name() {
        return "network to %s: %s".formatted(part.title(), mode.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void inject() {
        cluster.proxy(part).set(mode);
    }

    @Override
    public void heal() {
        cluster.proxy(part).set(TcpProxy.Mode.PASS);
    }
}
