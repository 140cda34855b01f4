package io.agentops.localstack.testing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

import io.agentops.localstack.LocalStack;
import io.agentops.localstack.StackOptions;
import io.agentops.localstack.part.Part;
import io.agentops.localstack.part.PostgresPart;

/**
 * The one stack of a test JVM. Quarkus loads test classes more than once in class loaders of their own, so what they share
 * is kept in the JVM's system properties, as types of the JDK.
 */
public final class SharedStack {

    private static final String SETTINGS = "agentops.stack.settings";
    private static final String CONTROLS = "agentops.stack.controls";

    private SharedStack() {}

    /** What one can do to a part while tests run. */
    public enum Control {
        /** Starts it again, on the same port and data, and waits until it answers. */
        START,
        /** Ends it in good order. */
        STOP,
        /** Ends it as {@code kill -9} does. */
        KILL
    }

    /** The parts by name. */
    public enum PartName {
        POSTGRESQL,
        KAFKA,
        REDIS
    }

    /** The Quarkus settings that lead a service to the stack, which is started by the first call. */
    public static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        Map<?, ?> kept = (Map<?, ?>) started().get(SETTINGS);
        kept.forEach((key, value) -> settings.put((String) key, (String) value));
        return settings;
    }

    /** Does something to a part, and waits until it is done. Whoever ends a part starts it again. */
    public static void control(PartName part, Control control) {
        Map<?, ?> controls = (Map<?, ?>) started().get(CONTROLS);
        ((Runnable) controls.get(key(part.name(), control))).run();
    }

    private static Properties started() {
        Properties ofTheJvm = System.getProperties();
        synchronized (ofTheJvm) {
            if (!ofTheJvm.containsKey(CONTROLS)) {
                MavenWatch.endWithMaven();
                LocalStack stack = LocalStack.start(StackOptions.forTests());
                ofTheJvm.put(SETTINGS, settings(stack));
                ofTheJvm.put(CONTROLS, controls(stack));
            }
        }
        return ofTheJvm;
    }

    private static Map<String, String> settings(LocalStack stack) {
        return Map.of(
                "quarkus.datasource.reactive.url", stack.postgres().reactiveUrl(),
                "quarkus.datasource.jdbc.url", stack.postgres().jdbcUrl(),
                "quarkus.datasource.username", PostgresPart.NAME,
                "quarkus.datasource.password", PostgresPart.NAME,
                "kafka.bootstrap.servers", stack.kafka().bootstrapServers(),
                "quarkus.redis.hosts", stack.redis().url());
    }

    private static Map<String, Runnable> controls(LocalStack stack) {
        Map<String, Runnable> controls = new HashMap<>();
        for (Part part : stack.parts()) {
            controls.put(key(part.name(), Control.START), part::start);
            controls.put(key(part.name(), Control.STOP), part::stop);
            controls.put(key(part.name(), Control.KILL), part::kill);
        }
        return controls;
    }

    private static String key(String part, Control control) {
        return part.toUpperCase(Locale.ROOT) + "." + control;
    }
}
