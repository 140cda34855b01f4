package io.agentops.query.tail;

import static io.agentops.query.tail.Landing.awaitRuns;
import static io.agentops.query.tail.Landing.ids;
import static io.agentops.query.tail.Landing.notices;
import static io.agentops.query.tail.Landing.runs;
import static io.agentops.query.tail.Landing.stored;
import static io.restassured.RestAssured.given;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.contract.run.StoredRuns;
import io.agentops.query.Database;
import io.agentops.query.EventStream;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.stream.XTrimArgs;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

@Timeout(120)
@QuarkusTest
class RunStreamTest {

    @TestHTTPResource("/v1/runs/stream")
    URI uri;

    @Inject
    RedisDataSource redis;

    private Landing landing;

    @BeforeEach
    void empty() {
        Database.empty();
        redis.key().del(StoredRuns.streamKey("default"), StoredRuns.streamKey("other"));
        landing = new Landing(redis, uri);
    }

    @AfterEach
    void close() {
        landing.close();
    }

    @Test
    void aRunThatLandsIsShownAsInLists() {
        EventStream client = landing.follow("", null);
        stored("r1");
        Database.execute(
                """
                        UPDATE run SET agent_version = '1.2', environment = 'prod', ended_at = ?, error_type = 'not a label', model = 'm'
                         WHERE run_id = 'r1'""",
                Landing.START.plusMillis(1500));
        String entry = landing.tell("r1");
        awaitRuns(client, "r1");
        String item = "{\"run_id\":\"r1\",\"agent_id\":\"agent\",\"agent_version\":\"1.2\",\"environment\":\"prod\","
                + "\"status\":\"success\",\"started_at\":\"2026-03-01T10:00:00Z\",\"ended_at\":\"2026-03-01T10:00:01.500Z\","
                + "\"latency_ms\":1500.0,\"error_type\":null,\"conversation_id\":null,\"parent_run_id\":null,\"hung\":null}";
        assertThat(client.events()).containsExactly(new EventStream.Event("run", entry + "-0", item));
        given().get("/v1/runs").then().body(equalTo("{\"items\":[" + item + "],\"next_cursor\":null}"));
    }

    @Test
    void theAnswerIsAStreamOfLinesThatNobodyKeeps() throws IOException {
        HttpURLConnection answer = (HttpURLConnection) uri.toURL().openConnection();
        assertThat(answer.getResponseCode()).isEqualTo(200);
        assertThat(answer.getHeaderField("Content-Type")).isEqualTo("text/event-stream");
        assertThat(answer.getHeaderField("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.getHeaderField("X-Accel-Buffering")).isEqualTo("no");
        answer.disconnect();
        given().header("Accept", "application/json").get(uri).then().statusCode(406);
        EventStream client = landing.follow("", null);
        landing.land("r1");
        awaitRuns(client, "r1");
        assertThat(client.lines()).allMatch(line -> line.isEmpty() || line.startsWith(":") || line.startsWith("id: ")
                || line.startsWith("event: ") || line.startsWith("data: "));
    }

    @Test
    void aRunThatChangesIsSentAgain() {
        EventStream client = landing.follow("", null);
        landing.land("r1");
        awaitRuns(client, "r1");
        Database.execute("UPDATE run SET status = 'failure' WHERE run_id = 'r1'");
        landing.tell("r1");
        awaitRuns(client, "r1", "r1");
        assertThat(client.events().get(0).data()).contains("\"status\":\"success\"");
        assertThat(client.events().get(1).data()).contains("\"status\":\"failure\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            agent_id=other-agent | r1
            agent_version=2 | r2
            status=failure | r3
            environment=prod | r4
            tool=search | r5
            failure_type=tool | r6
            failure_code=timeout | r6,r7
            failure_type=model&failure_code=timeout | r7
            failure_type=tool&failure_code=empty |
            status=success&environment=prod | r4
            status=failure&environment=prod |
            agent_id=agent&tool=search | r5
            q=tool:search | r5
            q=error:timeout | r6,r7
            q=status:failure%20OR%20version:2 | r2,r3
            q=tool:search&status=failure |
            """)
    void aFilterLetsThroughWhatFitsAllOfIt(String filter, String fitting) {
        IntStream.rangeClosed(1, 7).forEach(i -> stored("r" + i));
        Database.execute("UPDATE run SET agent_name = 'other-agent' WHERE run_id = 'r1'");
        Database.execute("UPDATE run SET agent_version = '2' WHERE run_id = 'r2'");
        Database.execute("UPDATE run SET status = 'failure' WHERE run_id = 'r3'");
        Database.execute("UPDATE run SET environment = 'prod' WHERE run_id = 'r4'");
        stored("r8").call("c1", 1, null, "lookup");
        new Database.Run("default", "r5", Landing.DAY)
                .call("c1", 1, null, "search");
        new Database.Run("default", "r6", Landing.DAY)
                .failure("f1", "tool", "timeout", null, null);
        new Database.Run("default", "r7", Landing.DAY)
                .failure("f1", "model", "timeout", null, null).failure("f2", "retrieval", "empty", null, null);
        Landing.label();
        EventStream all = landing.follow("", null);
        EventStream some = landing.follow("?" + filter, null);
        landing.tell("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8");
        String[] expected = fitting == null ? new String[0] : fitting.split(",", -1);
        awaitRuns(all, "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8");
        awaitRuns(some, expected);
        // Told by a comment, once all events have passed.
        await().atMost(20, SECONDS).until(() -> some.ids().contains(ids(all).get(7)));
        assertThat(runs(some)).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"agent=x, /agent, is not a parameter of this stream",
            "limit=5, /limit, is not a parameter of this stream",
            "from=2026-03-01T10:00:00Z, /from, is not a parameter of this stream",
            "status=ended, /status, 'must be one of running, success, failure, partial'",
            "failure_type=x, /failure_type, 'must be one of tool, model, retrieval, orchestration'",
            "tool=%00, /tool, 'must have 1 to 500 characters, none of them NUL'"})
    void aParameterThatNoRunCouldFitIsRefused(String query, String pointer, String message) throws Exception {
        HttpResponse<String> refused = EventStream.refused(URI.create(uri + "?" + query), null);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body())
                .contains("\"errors\":[{\"pointer\":\"" + pointer + "\",\"message\":\"" + message + "\"}]");
    }

    @Test
    void aReturningClientGetsWhatItMissedAndThenWhatComes() {
        stored("a");
        stored("b");
        String first = landing.tell("a", "b");
        landing.land("c");
        EventStream client = landing.follow("", first + "-0");
        awaitRuns(client, "b", "c");
        landing.land("d");
        awaitRuns(client, "b", "c", "d");
        assertThat(ids(client).get(0)).isEqualTo(first + "-1");
        assertThat(notices(client)).isEmpty();
        EventStream again = landing.follow("", ids(client).get(1));
        awaitRuns(again, "d");
        assertThat(notices(again)).isEmpty();
    }

    @Test
    void aReturningClientGetsOnlyWhatItsFilterFits() {
        String seen = landing.land("a");
        stored("b");
        stored("c");
        Database.execute("UPDATE run SET status = 'failure' WHERE run_id = 'c'");
        landing.tell("b");
        landing.tell("c");
        EventStream client = landing.follow("?status=failure", seen);
        awaitRuns(client, "c");
    }

    @Test
    void ofARunThatChangedOftenAReturningClientGetsTheLastState() {
        String seen = landing.land("a");
        stored("b");
        landing.tell("b");
        landing.land("c");
        String last = landing.tell("b");
        EventStream client = landing.follow("", seen);
        awaitRuns(client, "c", "b");
        assertThat(ids(client).get(1)).isEqualTo(last + "-0");
    }

    @Test
    void whoWasAwayForTooLongIsToldOfTheGap() {
        String seen = landing.land("a");
        landing.land("b");
        landing.land("c");
        redis.stream(String.class).xtrim(StoredRuns.streamKey("default"), new XTrimArgs().maxlen(1));
        EventStream client = landing.follow("", seen);
        awaitRuns(client, "c");
        assertThat(notices(client)).containsExactly("gap");
        assertThat(client.events().get(0).name()).isEqualTo("notice");
    }

    @ParameterizedTest
    @CsvSource({"garbage", "1-2", "99999999999999-0-0", "1-2-99999999999"})
    void anIdThatIsNotOursBeginsWithWhatComes(String id) {
        landing.land("a");
        EventStream client = landing.follow("", id);
        await().atMost(20, SECONDS).until(() -> notices(client), List.of("gap")::equals);
        landing.land("b");
        awaitRuns(client, "b");
    }

    @Test
    void whoMissedMoreThanIsReadAtOnceGetsTheNewest() {
        String seen = landing.land("a");
        String[] many = many(60);
        landing.tell(many);
        EventStream client = landing.follow("", seen);
        awaitRuns(client, List.of(many).subList(10, 60).toArray(String[]::new));
        assertThat(notices(client)).containsExactly("gap");
    }

    @Test
    void ofMoreThanCanBeShownTheNewestAre() {
        EventStream client = landing.follow("", null);
        String[] many = many(70);
        landing.tell(many);
        awaitRuns(client, List.of(many).subList(20, 70).toArray(String[]::new));
        assertThat(client.events().get(0)).isEqualTo(new EventStream.Event("notice", null, "{\"code\":\"skipped\","
                + "\"detail\":\"More runs changed than this stream shows; these are the newest.\",\"runs\":20}"));
    }

    @Test
    void runsOfOtherProjectsAreNeverShown() {
        EventStream client = landing.follow("", null);
        Database.foreignRun("theirs", Landing.START, "success");
        landing.tellOf("other", "theirs");
        landing.tell("theirs");
        landing.land("ours");
        awaitRuns(client, "ours");
        EventStream late = landing.follow("", "0-1-0");
        awaitRuns(late, "ours");
    }

    @Test
    void whatTellsOfNoRunIsLeftOut() {
        EventStream client = landing.follow("", null);
        landing.add("default", "not json");
        landing.add("default", "{\"days\":null}");
        landing.tell("gone");
        landing.land("r1");
        awaitRuns(client, "r1");
    }

    @Test
    void aQuietStreamIsKeptOpenAndKnowsWhereToResume() {
        EventStream client = landing.follow("?status=failure", null);
        String passed = landing.land("r1");
        await().atMost(20, SECONDS).until(() -> client.comments() >= 3 && client.ids().contains(passed));
        assertThat(client.isOpen()).isTrue();
        assertThat(client.events()).isEmpty();
        landing.land("r2");
        EventStream again = landing.follow("", passed);
        awaitRuns(again, "r2");
        assertThat(notices(again)).isEmpty();
    }

    @Test
    void clientsBeyondTheMostAreAnswered503AndPlacesBecomeFreeAgain() throws Exception {
        List<EventStream> clients = new ArrayList<>();
        await().atMost(20, SECONDS).until(() -> openStreams() == 0);
        for (int i = 0; i < 20; i++) {
            clients.add(landing.follow("", null));
        }
        HttpResponse<String> refused = EventStream.refused(uri, null);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(refused.body()).contains("As many clients follow runs as this service takes.");
        assertThat(openStreams()).isEqualTo(20);
        clients.forEach(EventStream::close);
        await().atMost(20, SECONDS).until(() -> openStreams() == 0);
        landing.follow("", null);
    }

    private static double openStreams() {
        return given().get("/q/metrics").asString().lines()
                .filter(line -> line.startsWith("agentops_stream_clients{stream=\"runs\"}"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst().orElse(0);
    }

    private static String[] many(int runs) {
        String[] ids = IntStream.range(0, runs).mapToObj("m%03d"::formatted).toArray(String[]::new);
        for (String id : ids) {
            stored(id);
        }
        return ids;
    }
}
