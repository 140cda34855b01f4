package io.agentops.query.tail;

import static io.agentops.query.tail.Landing.awaitRuns;
import static io.agentops.query.tail.Landing.notices;
import static io.agentops.query.tail.Landing.runs;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.agentops.contract.run.StoredRuns;
import io.agentops.localstack.testing.SharedStack;
import io.agentops.localstack.testing.SharedStack.Control;
import io.agentops.localstack.testing.SharedStack.PartName;
import io.agentops.query.Database;
import io.agentops.query.EventStream;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** What clients see when something is away, or when one of them is slow. */
@Timeout(120)
@QuarkusTest
class RunStreamOutageTest {

    private static final List<String> AWAY_AND_BACK = List.of("upstream_unavailable", "upstream_restored");

    @TestHTTPResource("/v1/runs/stream")
    URI uri;

    @Inject
    RedisDataSource redis;

    private Landing landing;

    @BeforeEach
    void empty() {
        Database.empty();
        redis.key().del(StoredRuns.streamKey("default"));
        landing = new Landing(redis, uri);
    }

    @AfterEach
    void close() {
        landing.close();
    }

    @Test
    void withoutRedisClientsAreToldAndGoOnWithIt() {
        EventStream before = landing.follow("", null);
        landing.land("r1");
        awaitRuns(before, "r1");
        EventStream during;
        SharedStack.control(PartName.REDIS, Control.KILL);
        try {
            await().atMost(20, SECONDS).until(() -> notices(before), List.of("upstream_unavailable")::equals);
            during = landing.follow("", null);
            await().atMost(20, SECONDS).until(() -> notices(during), List.of("upstream_unavailable")::equals);
        } finally {
            SharedStack.control(PartName.REDIS, Control.START);
        }
        await().atMost(20, SECONDS).until(() -> notices(before), AWAY_AND_BACK::equals);
        await().atMost(20, SECONDS).until(() -> notices(during), AWAY_AND_BACK::equals);
        landing.land("r2");
        awaitRuns(before, "r1", "r2");
        awaitRuns(during, "r2");
        assertThat(before.isOpen()).isTrue();
    }

    @Test
    void whoComesFirstWhileRedisIsAwayIsServedOnceItIsBack() {
        EventStream first;
        EventStream returning;
        SharedStack.control(PartName.REDIS, Control.KILL);
        try {
            first = landing.follow("", null);
            returning = landing.follow("", "5-0-0");
            await().atMost(20, SECONDS).until(() -> notices(first), List.of("upstream_unavailable")::equals);
            await().atMost(20, SECONDS).until(() -> notices(returning),
                    List.of("gap", "upstream_unavailable")::equals);
        } finally {
            SharedStack.control(PartName.REDIS, Control.START);
        }
        await().atMost(20, SECONDS).until(() -> notices(first), AWAY_AND_BACK::equals);
        landing.land("r1");
        awaitRuns(first, "r1");
        awaitRuns(returning, "r1");
    }

    @Test
    void withoutTheDatabaseRunsAreShownOnceItIsBack() {
        EventStream client = landing.follow("", null);
        Landing.stored("r1");
        Landing.stored("r2");
        // Commits of the stack for tests are not on the disk at once.
        Database.execute("CHECKPOINT");
        SharedStack.control(PartName.POSTGRESQL, Control.KILL);
        try {
            landing.tell("r1");
            await().atMost(20, SECONDS).until(() -> notices(client), List.of("upstream_unavailable")::equals);
            landing.tell("r2");
        } finally {
            SharedStack.control(PartName.POSTGRESQL, Control.START);
        }
        awaitRuns(client, "r1", "r2");
        assertThat(notices(client)).isEqualTo(AWAY_AND_BACK);
    }

    /** Events large and many enough to fill what the system holds for a connection. */
    @Test
    void aSlowClientIsDroppedWithANoticeAndOthersDoNotWait() throws IOException {
        String[] ids = {"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"};
        for (String id : ids) {
            Landing.stored(id);
        }
        Database.execute("UPDATE run SET environment = repeat('x', 50000)");
        double dropped = dropped();
        EventStream quick = landing.follow("", null);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
            slow.getOutputStream().write(("GET /v1/runs/stream HTTP/1.1\r\nHost: test\r\n\r\n").getBytes(US_ASCII));
            await().atMost(20, SECONDS).until(() -> slow.getInputStream().available() > 0);
            int sent = 0;
            while (dropped() == dropped) {
                assertThat(sent).as("events until the slow client is dropped").isLessThan(1000);
                landing.tell(ids);
                sent += ids.length;
                int expected = sent;
                await().atMost(30, SECONDS).until(() -> runs(quick).size() == expected);
            }
            assertThat(lastWords(slow)).contains("event: notice\ndata: {\"code\":\"slow_client\",");
        }
        assertThat(quick.isOpen()).isTrue();
        assertThat(notices(quick)).isEmpty();
    }

    /** What stands before the end of the body. */
    private static String lastWords(Socket client) throws IOException {
        client.setSoTimeout(10_000);
        StringBuilder end = new StringBuilder();
        byte[] buffer = new byte[65_536];
        while (!end.toString().endsWith("\r\n0\r\n\r\n")) {
            int read = client.getInputStream().read(buffer);
            assertThat(read).isPositive();
            end.append(new String(buffer, 0, read, US_ASCII));
            end.delete(0, Math.max(0, end.length() - 300));
        }
        return end.toString();
    }

    private static double dropped() {
        String metrics = given().get("/q/metrics").asString();
        return metrics.lines().filter(line -> line.startsWith("agentops_stream_dropped_total{stream=\"runs\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(0);
    }
}
