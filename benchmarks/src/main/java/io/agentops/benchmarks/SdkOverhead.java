package io.agentops.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.agentops.sdk.AgentTracer;
import io.agentops.sdk.AgentTracerBuilder;
import io.agentops.sdk.DropReason;
import io.agentops.sdk.Run;
import io.agentops.sdk.StepType;

/**
 * How long an agent's thread takes for a run of five steps, without tracing and with it, whatever state the server is in.
 * A step is a hash over 16 KiB, which is far less than any step of a real agent; all ways take turns, so that what else
 * the machine does meets each alike.
 */
public final class SdkOverhead {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int STEPS = 5;
    private static final int WORK_BYTES = 16 * 1024;
    /** Fewer reports than the queue takes: a burst, after which a server that lives catches up. */
    private static final int RUNS = 1_000;
    private static final int WARM_UP = 30;
    private static final int ROUNDS = 60;
    private static final int ENDLESS_REPORTS = 10_000_000;
    private static final long ENDLESS_BYTES = 1L << 32;

    private final byte[] work = new byte[WORK_BYTES];
    private final MessageDigest digest;

    private SdkOverhead() throws NoSuchAlgorithmException {
        digest = MessageDigest.getInstance("SHA-256");
    }

    /** One way to run the agent, and what was measured of it. */
    private static final class Way {
        private final String name;
        private final AgentTracer tracer;
        private final boolean catchesUp;
        private final List<long[]> rounds = new ArrayList<>();
        private final List<Long> processorNanos = new ArrayList<>();

        /** Without tracing where the tracer is null. */
        Way(String name, AgentTracer tracer, boolean catchesUp) {
            this.name = name;
            this.tracer = tracer;
            this.catchesUp = catchesUp;
        }

        /** What one run in so many took by the clock, in nanoseconds. */
        double percentile(double part) {
            long[] runs = rounds.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return runs[(int) (runs.length * part)];
        }

        /** What a run took of a processor: the median of the rounds' means, in nanoseconds. */
        double processor() {
            double[] means = processorNanos.stream().mapToDouble(nanos -> (double) nanos / RUNS).sorted().toArray();
            return means[means.length / 2];
        }
    }

    /** Measures, and prints a table. */
    public static void main(String[] args) throws IOException, InterruptedException, NoSuchAlgorithmException {
        try (BulkServer server = new BulkServer();
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                AgentTracer live = tracer(server.url()).build();
                AgentTracer dead = tracer(nowhere()).build();
                AgentTracer filling = tracer(nowhere()).queue(ENDLESS_REPORTS, ENDLESS_BYTES).build();
                AgentTracer mute = tracer(URI.create("http://127.0.0.1:" + silent.getLocalPort())).build()) {
            List<Way> ways = List.of(new Way("no tracing", null, false),
                    new Way("live server", live, true),
                    new Way("dead server, queue full", dead, false),
                    new Way("dead server, queue with room", filling, false),
                    new Way("server that never answers", mute, false));
            new SdkOverhead().measure(ways);
            print(ways);
        }
    }

    private static AgentTracerBuilder tracer(URI url) {
        return AgentTracer.builder("benchmark", "1", url).flushEvery(Duration.ofMillis(50))
                .closeWithin(Duration.ofMillis(100));
    }

    /** Where nobody listens: connections are refused. */
    private static URI nowhere() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
    }

    private void measure(List<Way> ways) throws InterruptedException {
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            for (Way way : ways) {
                long before = THREADS.getCurrentThreadCpuTime();
                long[] nanos = round(way);
                long processor = THREADS.getCurrentThreadCpuTime() - before;
                if (round >= WARM_UP) {
                    way.rounds.add(nanos);
                    way.processorNanos.add(processor);
                }
                while (way.catchesUp && way.tracer.stats().queued() > 0) {
                    Thread.sleep(5);
                }
            }
        }
    }

    private long[] round(Way way) {
        long[] nanos = new long[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long began = System.nanoTime();
            if (way.tracer == null) {
                plainRun();
            } else {
                tracedRun(way.tracer);
            }
            nanos[i] = System.nanoTime() - began;
        }
        return nanos;
    }

    private void plainRun() {
        for (int step = 0; step < STEPS; step++) {
            work();
        }
    }

    private void tracedRun(AgentTracer tracer) {
        try (Run run = tracer.startRun()) {
            for (int i = 0; i < STEPS; i++) {
                run.inStep(StepType.TOOL, "hash", step -> {
                    work();
                    step.metadata("bytes", WORK_BYTES);
                });
            }
        }
    }

    /** Each hash goes into the next one's input, so that none can be left out. */
    private void work() {
        byte[] hash = digest.digest(work);
        System.arraycopy(hash, 0, work, 0, hash.length);
    }

    private static void print(List<Way> ways) {
        Way plain = ways.get(0);
        double plainMedian = plain.percentile(0.5);
        double liveCost = ways.get(1).processor() - plain.processor();
        System.out.println("| | median µs | to no tracing | p99 to no tracing | processor µs | of it tracing "
                + "| tracing to a live server | sent | queue full |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        for (Way way : ways) {
            double cost = way.processor() - plain.processor();
            System.out.printf(Locale.ROOT, "| %s | %.1f | %.3f | %.2f | %.1f | %.1f | %.2f | %s |%n", way.name,
                    way.percentile(0.5) / 1e3, way.percentile(0.5) / plainMedian,
                    way.percentile(0.99) / plain.percentile(0.99), way.processor() / 1e3, cost / 1e3,
                    cost / liveCost, reports(way.tracer));
        }
    }

    private static String reports(AgentTracer tracer) {
        return tracer == null
                ? " | "
                : tracer.stats().sent() + " | " + tracer.stats().dropped(DropReason.QUEUE_FULL);
    }
}
