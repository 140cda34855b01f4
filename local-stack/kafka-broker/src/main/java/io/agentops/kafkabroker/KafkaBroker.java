package io.agentops.kafkabroker;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

/**
 * One Kafka node, broker and controller in one, on loopback. It creates a file once its topics take records, and
 * shuts down when its standard input ends, so that it never outlives the process that started it.
 */
public final class KafkaBroker {

    private static final int NODE_ID = 1;
    private static final String CONTROLLER_LISTENER = "CONTROLLER";

    private KafkaBroker() {}

    /**
     * Runs the node until standard input ends. Where something stands between it and its clients, the environment variable
     * {@code AGENTOPS_KAFKA_ADVERTISED} is the {@code host:port} that they are told to use.
     *
     * @param args data folder, file to create when ready, port of the clients, port of the controller, then any number of topics as
     *            {@code name:partitions[:max.message.bytes]}
     */
    public static void main(String[] args) {
        try {
            serve(args);
        } catch (Exception e) {
            e.printStackTrace();
            // The server's own threads would keep a half-started node alive.
            Runtime.getRuntime().halt(1);
        }
    }

    private static void serve(String[] args) throws Exception {
        Path data = Path.of(args[0]);
        int port = Integer.parseInt(args[2]);
        List<TopicSpec> topics = Arrays.stream(args).skip(4).map(TopicSpec::parse).toList();
        Properties settings = settings(data, port, Integer.parseInt(args[3]));

        format(data);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
        // However the node is asked to end, it leaves in good order: the next start would wait for it otherwise.
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
        endWithStandardInput();
        server.startup();
        refuseStrays(data);
        new Topics("127.0.0.1:" + port).provide(topics);
        Files.createFile(Path.of(args[1]));
        server.awaitShutdown();
    }

    private static void format(Path data) throws Exception {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        new Formatter()
                .setPrintStream(System.err)
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE_ID)
                .setControllerListenerName(CONTROLLER_LISTENER)
                .setMetadataLogDirectory(data.toString())
                .addDirectory(data.toString())
                .run();
    }

    /** A node that lost its metadata takes its partitions for strays; topics made anew would hide what was acknowledged. */
    private static void refuseStrays(Path data) throws IOException {
        try (Stream<Path> folders = Files.list(data)) {
            if (folders.anyMatch(folder -> folder.getFileName().toString().endsWith("-stray"))) {
                throw new IllegalStateException("Kafka no longer knows topics whose records are in " + data
                        + ", in folders that end with -stray. Move these away to begin without their records.");
            }
        }
    }

    private static void endWithStandardInput() {
        Thread watch = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                System.err.println("Standard input failed, shutting down: " + e.getMessage());
            }
            System.exit(0);
        }, "standard-input");
        watch.setDaemon(true);
        watch.start();
    }

    private static Properties settings(Path data, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("log.dirs", data.toString());
        settings.put("listeners",
                "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://"
                + System.getenv().getOrDefault("AGENTOPS_KAFKA_ADVERTISED", "localhost:" + port));
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.message.timestamp.after.max.ms", "3600000");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // After a kill -9 the node waits this long for its own former registration to expire.
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "1000");
        // The default takes 128 MB of heap before the first record.
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        return settings;
    }
}
