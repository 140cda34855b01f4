package io.agentops.localstack.part;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import io.agentops.localstack.StackException;

/**
 * The class path of the Kafka node, as the build of {@code kafka-broker} left it beside its classes.
 */
final class BrokerClassPath {

    private static final String LIST = "/io/agentops/kafkabroker/class-path.txt";

    private BrokerClassPath() {}

    /** The node's own classes and all it needs, for {@code java -cp}. */
    static String find() {
        URL list = BrokerClassPath.class.getResource(LIST);
        if (list == null) {
            throw new StackException("kafka-broker is not built; run: mvn package -pl local-stack/kafka-broker");
        }
        try (InputStream in = list.openStream()) {
            String libraries = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            for (String library : libraries.split(File.pathSeparator, -1)) {
                if (!Files.exists(Path.of(library))) {
                    throw new StackException("kafka-broker was built elsewhere: " + library
                            + " is missing; run: mvn package -pl local-stack/kafka-broker");
                }
            }
            return location(list) + File.pathSeparator + libraries;
        } catch (IOException e) {
            throw new StackException("Cannot read " + list, e);
        }
    }

    /** A folder, or the jar before the {@code !} of a {@code jar:file:} address. */
    private static Path location(URL list) {
        String address = list.toString();
        String container = address.substring(0, address.length() - LIST.length());
        if (container.startsWith("jar:")) {
            container = container.substring("jar:".length(), container.length() - "!".length());
        }
        return Path.of(URI.create(container));
    }
}
