package io.agentops.benchmarks.faults;

import java.time.Duration;

/** A second ingest-service that joins the writers and leaves them again. */
record SecondIngest(Cluster cluster, boolean killed, Duration lasts) implements Fault {

    @Override
    public String name() {
        return killed ? "second ingest-service, killed" : "second ingest-service, ended";
    }

    @Override
    public void inject() {
        cluster.join();
    }

    @Override
    public void heal() {
        cluster.leave(killed);
    }
}
