package io.agentops.benchmarks.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Starts a platform of its own, breaks it under load as a plan says, and checks what is left. */
public final class Harness {

    private static final long DISK_BYTES = 3L << 30;

    private Harness() {}

    /** Does all that; returns when the platform is down again. */
    public static Report run(Plan plan) throws IOException, InterruptedException, SQLException {
        Path folder = Files.createTempDirectory(Files.createDirectories(plan.work()), "faults-");
        Map<String, String> settings = new HashMap<>(plan.settings());
        // What is masked is not what was sent.
        settings.put("AGENTOPS_PRIVACY_MODE", "off");
        Report report;
        try (Cluster cluster = Cluster.start(plan.home(), folder, settings,
                plan.kinds().contains(FaultKind.DISK) ? DISK_BYTES : 0)) {
            Thread end = new Thread(() -> close(cluster), "end-of-faults");
            Runtime.getRuntime().addShutdownHook(end);
            report = run(plan, cluster);
            Runtime.getRuntime().removeShutdownHook(end);
            if (plan.keep() || !report.differences().isEmpty()) {
                System.out.println("Logs are in " + folder);
            }
        }
        if (!plan.keep() && report.differences().isEmpty()) {
            delete(folder);
        }
        return report;
    }

    private static Report run(Plan plan, Cluster cluster) throws InterruptedException, SQLException {
        Differences differences = new Differences();
        Tally answers = new Tally();
        Client client = new Client(cluster, answers);
        Load load = new Load(cluster, client, answers, plan.seed(), differences);
        Injections injections = new Injections(plan, cluster, load, differences);
        load.start(plan.runsPerSecond());
        injections.run();
        load.stop();
        Verification verification = new Verification(cluster, client, load, differences);
        verification.run(answers);
        load.close();
        return Report.of(plan, cluster.disk().isPresent(), load, injections, answers, verification, differences);
    }

    private static void close(Cluster cluster) {
        try {
            cluster.close();
        } catch (IOException e) {
            System.err.println("Left behind: " + cluster.folder());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
