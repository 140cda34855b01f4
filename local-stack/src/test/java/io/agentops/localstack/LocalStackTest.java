package io.agentops.localstack;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.agentops.contract.SchemaVersion;
import io.agentops.contract.Topics;
import io.agentops.localstack.part.Part;
import io.agentops.localstack.part.PostgresPart;
import io.agentops.localstack.part.PostgresServer;

class LocalStackTest {

    @TempDir
    Path data;

    @Test
    void aStackForTestsHasTheSchemaAndItsTopicsAndLeavesNothing() throws Exception {
        StackOptions options = StackOptions.forTests();
        LocalStack stack = LocalStack.start(options);
        try (stack) {
            assertThat(ask(stack, "SELECT max(version::integer) FROM flyway_schema_history")).isEqualTo(
                    Integer.toString(SchemaVersion.REQUIRED));
            assertThat(partitions(stack)).isEqualTo(
                    Map.of(Topics.AGENT_RUNS, 2, Topics.AGENT_RUNS_DLQ, 2, Topics.AGENT_SPANS, 2,
                            Topics.AGENT_SPANS_DLQ, 2, Topics.AGENT_TELEMETRY, 2, Topics.AGENT_TELEMETRY_DLQ, 2,
                            Topics.ANALYSIS_REQUESTS, 2));
            assertThat(largestMessage(stack, Topics.AGENT_RUNS)).isEqualTo("2097152");
            assertThat(records(stack)).isEmpty();
            assertThat(produceAtOnce(stack, 200)).isEqualTo(200);
            assertThat(Resp.ask(stack.redis().port(), "SET a 1")).isEqualTo("+OK");
        }
        assertThat(stack.parts()).noneMatch(part -> ProcessHandle.of(part.pid()).isPresent());
        assertThat(options.folder()).doesNotExist();
    }

    @Test
    void dataIsKeptOverAStop() throws Exception {
        try (LocalStack first = LocalStack.start(kept())) {
            write(first);
        }
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
        try (LocalStack second = LocalStack.start(kept())) {
            assertWritten(second);
            assertThat(ask(second, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(second, "SHOW synchronous_commit")).isEqualTo("on");
        }
    }

    @Test
    void partsComeBackAfterAKillWithTheirData() throws Exception {
        try (LocalStack stack = LocalStack.start(kept())) {
            write(stack);
            // Redis syncs its log each second, but hands every write to the operating system at once.
            stack.parts().forEach(Part::kill);
            assertThat(stack.parts()).noneMatch(Part::isRunning);
            assertThatThrownBy(() -> ask(stack, "SELECT 1")).isInstanceOf(SQLException.class);
            stack.parts().forEach(Part::start);
            assertWritten(stack);
        }
    }

    @Test
    void kafkaMakesNoTopicsAnewOverRecordsItNoLongerKnows() throws Exception {
        try (LocalStack stack = LocalStack.start(kept())) {
            stack.kafka().kill();
            Path stray = data.resolve("kafka/agent-runs-0.0123456789abcdef0123456789abcdef-stray");
            Files.createDirectory(stray);
            assertThatThrownBy(stack.kafka()::start).isInstanceOf(StackException.class)
                    .hasMessageContaining("in folders that end with -stray");
            Folders.delete(stray);
            stack.kafka().start();
            assertThat(partitions(stack)).containsKey(Topics.AGENT_RUNS);
        }
    }

    @Test
    void aPartWhosePortIsTakenSaysWhereToLook() throws Exception {
        StackOptions options = kept();
        try (ServerSocket taken = new ServerSocket(options.ports().redis(), 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> LocalStack.start(options))
                    .isInstanceOf(StackException.class)
                    .hasMessageStartingWith(
                            "Redis ended before it was ready; see " + data.resolve("logs/redis.log") + "\n")
                    .hasMessageContaining("bind: Address");
        }
        await().atMost(10, SECONDS).until(() -> StackPorts.isFree(options.ports().postgres()));
    }

    private StackOptions kept() {
        StackOptions throwAway = StackOptions.forTests();
        Folders.delete(throwAway.folder());
        return new StackOptions(data, throwAway.binaries(), throwAway.ports(), true, false, 1,
                PostgresServer.EMBEDDED);
    }

    private static void write(LocalStack stack) throws Exception {
        run(stack, "CREATE TABLE kept (word text)");
        run(stack, "INSERT INTO kept VALUES ('here')");
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "acks", "all");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.AGENT_RUNS, "key", "here")).get(10, SECONDS);
        }
        assertThat(Resp.ask(stack.redis().port(), "SET kept here")).isEqualTo("+OK");
    }

    /** With idempotence and several requests in flight, as services send. */
    private static long produceAtOnce(LocalStack stack, int count) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafka().bootstrapServers(), "acks", "all",
                "delivery.timeout.ms", 10_000, "request.timeout.ms", 5_000, "linger.ms", 0);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(Topics.AGENT_RUNS, "key " + i, "value")));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get(15, SECONDS);
            }
        }
        try (var consumer = new KafkaConsumer<>(settings(stack), new StringDeserializer(), new StringDeserializer())) {
            return consumer.endOffsets(List.of(new TopicPartition(Topics.AGENT_RUNS, 0),
                    new TopicPartition(Topics.AGENT_RUNS, 1))).values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private static Map<String, Object> settings(LocalStack stack) {
        return Map.of("bootstrap.servers", stack.kafka().bootstrapServers());
    }

    private static void assertWritten(LocalStack stack) throws Exception {
        assertThat(ask(stack, "SELECT word FROM kept")).isEqualTo("here");
        assertThat(records(stack)).containsExactly("here");
        assertThat(Resp.ask(stack.redis().port(), "GETRANGE kept 0 -1")).isEqualTo("$4 here");
    }

    private static void run(LocalStack stack, String sql) throws SQLException {
        try (Connection connection = connect(stack); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(LocalStack stack, String sql) throws SQLException {
        try (Connection connection = connect(stack); var rows = connection.createStatement().executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(LocalStack stack) throws SQLException {
        return DriverManager.getConnection(stack.postgres().jdbcUrl(), PostgresPart.NAME, PostgresPart.NAME);
    }

    private static Map<String, Integer> partitions(LocalStack stack) throws Exception {
        try (Admin admin = admin(stack)) {
            var topics = List.of(Topics.AGENT_RUNS, Topics.AGENT_RUNS_DLQ, Topics.AGENT_SPANS, Topics.AGENT_SPANS_DLQ,
                    Topics.AGENT_TELEMETRY, Topics.AGENT_TELEMETRY_DLQ, Topics.ANALYSIS_REQUESTS);
            return admin.describeTopics(topics).allTopicNames().get(10, SECONDS).entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey,
                            topic -> topic.getValue().partitions().size()));
        }
    }

    private static String largestMessage(LocalStack stack, String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = admin(stack)) {
            return admin.describeConfigs(List.of(resource)).all().get(10, SECONDS).get(resource)
                    .get("max.message.bytes").value();
        }
    }

    private static Admin admin(LocalStack stack) {
        return Admin.create(settings(stack));
    }

    private static List<String> records(LocalStack stack) {
        try (var consumer = new KafkaConsumer<>(settings(stack), new StringDeserializer(), new StringDeserializer())) {
            TopicPartition first = new TopicPartition(Topics.AGENT_RUNS, 0);
            consumer.assign(List.of(first));
            consumer.seekToBeginning(List.of(first));
            long end = consumer.endOffsets(List.of(first)).get(first);
            List<String> values = new ArrayList<>();
            while (consumer.position(first) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(found -> values.add(found.value()));
            }
            return values;
        }
    }
}
