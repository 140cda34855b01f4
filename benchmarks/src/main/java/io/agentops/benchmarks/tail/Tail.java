package io.agentops.benchmarks.tail;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;

/** Opens many streams of runs on a platform that runs, sends runs, and prints how they are delivered. */
public final class Tail {

    private static final long OPEN_SECONDS = 120;
    private static final long SETTLE_SECONDS = 5;

    private final Map<String, String> options = new HashMap<>(Map.of("port", "8080", "clients", "2000", "rates",
            "5,20,50", "seconds", "20"));
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

    private Tail(String[] args) {
        for (String arg : args) {
            String[] option = arg.replaceFirst("^--", "").split("=", 2);
            if (option.length != 2 || options.replace(option[0], option[1]) == null) {
                throw new IllegalArgumentException(arg + " is none of " + options.keySet());
            }
        }
    }

    /** Runs; {@code --port} of the platform, {@code --clients}, {@code --rates} in runs a second, {@code --seconds}. */
    public static void main(String[] args) throws Exception {
        Tail tail = new Tail(args);
        try {
            tail.run();
        } finally {
            tail.vertx.close();
        }
    }

    private void run() throws IOException, InterruptedException {
        int port = Integer.parseInt(options.get("port"));
        int clients = Integer.parseInt(options.get("clients"));
        // Past the origin, as behind an ingress.
        Landings landings = new Landings(vertx, port + 1);
        Followers followers = new Followers(vertx, port + 2, clients, landings::acceptedAt);
        ServiceProcess service = ServiceProcess.with("query-service/target/quarkus-app");
        long before = service.kibibytes();
        line("before: %d MiB, %d threads", before >> 10, service.threads());
        open(followers, clients);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        line("%d clients, idle: %d MiB, %.1f KiB a client, %d threads", followers.open(), service.kibibytes() >> 10,
                (service.kibibytes() - before) / (double) clients, service.threads());
        for (double rate : Arrays.stream(options.get("rates").split(",", -1)).mapToDouble(Double::parseDouble)
                .toArray()) {
            measure(landings, followers, service, rate);
        }
        line("after: %d clients, %d MiB, %.1f KiB a client, %d threads", followers.open(), service.kibibytes() >> 10,
                (service.kibibytes() - before) / (double) clients, service.threads());
    }

    private static void open(Followers followers, int clients) throws InterruptedException {
        for (int i = 0; i < clients; i++) {
            followers.add();
        }
        for (long i = 0; followers.open() < clients; i++) {
            if (i > OPEN_SECONDS * 10) {
                throw new IllegalStateException("only " + followers.open() + " clients have a stream");
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private void measure(Landings landings, Followers followers, ServiceProcess service, double rate)
            throws IOException, InterruptedException {
        long seconds = Long.parseLong(options.get("seconds"));
        followers.micros();
        long events = followers.events();
        long accepted = landings.accepted();
        long notices = followers.notices();
        double cpu = service.cpuSeconds();
        Runnable end = landings.start(rate);
        TimeUnit.SECONDS.sleep(seconds);
        end.run();
        double spent = (service.cpuSeconds() - cpu) / seconds;
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        long delivered = followers.events() - events;
        long expected = (landings.accepted() - accepted) * followers.open();
        Histogram micros = followers.micros();
        line("%,.0f runs/s: %,.0f events/s delivered (%.2f %% of all), accepted to delivered p50 %.0f p99 %.0f max %.0f ms, "
                + "query-service %.2f processors, %d MiB, %d notices, %d clients", rate, delivered / (double) seconds,
                100.0 * delivered / expected, micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3, micros.getMaxValue() / 1e3, spent, service.kibibytes() >> 10,
                followers.notices() - notices, followers.open());
    }

    private static void line(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
