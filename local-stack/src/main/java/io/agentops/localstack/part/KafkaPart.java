package io.agentops.localstack.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.agentops.localstack.StackException;
import io.agentops.localstack.process.ChildProcess;
import io.agentops.localstack.process.Reaper;

/**
 * One Kafka node in a JVM of its own. When it has started, its topics exist and take records.
 */
public final class KafkaPart extends ProcessPart {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(20);

    private final Placement placement;
    private final int controllerPort;
    private final List<String> topics;

    /**
     * Describes the node.
     *
     * @param topics each {@code name:partitions[:max.message.bytes]}
     */
    public KafkaPart(Placement placement, int port, int controllerPort, List<String> topics) {
        super("Kafka", port, START, END);
        this.placement = placement;
        this.controllerPort = controllerPort;
        this.topics = List.copyOf(topics);
    }

    public String bootstrapServers() {
        return "localhost:" + port();
    }

    @Override
    protected ChildProcess launch() {
        try {
            Files.deleteIfExists(ready());
            Files.createDirectories(placement.data("kafka"));
        } catch (IOException e) {
            throw new StackException("Cannot write to " + placement.folder(), e);
        }
        return ChildProcess.start(name(), command(), Map.of(), placement.log("kafka"), placement.reaper(),
                Reaper.Signal.TERM);
    }

    @Override
    protected boolean answers() {
        return Files.exists(ready());
    }

    @Override
    protected void end(ChildProcess running) {
        running.closeInput();
    }

    private Path ready() {
        return placement.folder().resolve("kafka.ready");
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-Xms48m", "-Xmx192m", "-XX:MaxMetaspaceSize=96m", "-Xss512k",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
                "-cp", BrokerClassPath.find(), "io.agentops.kafkabroker.KafkaBroker",
                placement.data("kafka").toString(), ready().toString(),
                Integer.toString(port()), Integer.toString(controllerPort)));
        command.addAll(topics);
        return command;
    }
}
