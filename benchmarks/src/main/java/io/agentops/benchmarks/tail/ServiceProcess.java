package io.agentops.benchmarks.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a service takes of the machine, as Linux tells it. */
final class ServiceProcess {

    private static final double TICKS_PER_SECOND = 100;

    private final ProcessHandle process;

    private ServiceProcess(ProcessHandle process) {
        this.process = process;
    }

    /** The first process with a word in its command line. */
    static ServiceProcess with(String word) {
        return new ServiceProcess(ProcessHandle.allProcesses()
                .filter(one -> one.info().commandLine().orElse("").contains(word)).findFirst()
                .orElseThrow(() -> new IllegalStateException("no process has " + word + " in its command line")));
    }

    /** Resident memory. */
    long kibibytes() throws IOException {
        return number("VmRSS:");
    }

    long threads() throws IOException {
        return number("Threads:");
    }

    /** User and system time (proc(5), fields 14 and 15). */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(file("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_PER_SECOND;
    }

    private long number(String name) throws IOException {
        return Files.readAllLines(file("status")).stream().filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    private Path file(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }
}
