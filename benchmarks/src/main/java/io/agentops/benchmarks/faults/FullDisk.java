package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.time.Duration;

/** No room left for PostgreSQL, Kafka, Redis and all logs. */
record FullDisk(Disk disk, Duration lasts) implements Fault {

    @Override
    public String name() {
        return "disk full";
    }

    @Override
    public void inject() throws IOException {
        try {
            disk.fill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void heal() throws IOException {
        disk.free();
    }
}
