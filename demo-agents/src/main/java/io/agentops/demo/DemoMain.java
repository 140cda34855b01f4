package io.agentops.demo;

import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;

/** Runs demo agents until the process is told to end. */
public final class DemoMain {

    private DemoMain() {}

    /** Takes no arguments; see {@link DemoSettings} for what the environment may say. */
    public static void main(String[] args) throws InterruptedException {
        // The JDK's server would else hold back the end of each small answer for 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        DemoSettings settings;
        try {
            settings = DemoSettings.of(System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Fleet fleet = start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "demo-end"));
        System.out.println("Demo agents are up: " + settings.parts() + " on " + settings.ports());
        new CountDownLatch(1).await();
    }

    private static Fleet start(DemoSettings settings) {
        try {
            return new Fleet(settings);
        } catch (UncheckedIOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
            throw e;
        }
    }
}
