package io.agentops.query.tail;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.agentops.contract.run.StoredRuns;
import io.agentops.query.Database;
import io.agentops.query.EventStream;
import io.quarkus.redis.datasource.RedisDataSource;

/** What the writer does when runs land, and clients that follow them. */
final class Landing implements AutoCloseable {

    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final LocalDate DAY = LocalDate.parse("2026-03-01");

    private final RedisDataSource redis;
    private final URI uri;
    private final List<EventStream> open = new ArrayList<>();

    Landing(RedisDataSource redis, URI uri) {
        this.redis = redis;
        this.uri = uri;
    }

    /** Stores a run of which only the least is known. */
    static Database.Run stored(String runId) {
        return Database.run(runId, START, "success");
    }

    /** Brings the labels of all runs up to date, as the writer does when it stores them. */
    static void label() {
        Database.execute(
                "SELECT refresh_run_digests(array_agg(project_id), array_agg(day), array_agg(run_id)) FROM run");
    }

    /** Tells of runs in one entry; its id. */
    String tell(String... runIds) {
        return tellOf("default", runIds);
    }

    String tellOf(String project, String... runIds) {
        String ids = Arrays.stream(runIds).map(id -> "\"" + id + "\"").collect(Collectors.joining(","));
        return add(project, "{\"days\":{\"" + DAY + "\":[" + ids + "]}}");
    }

    String add(String project, String entry) {
        return redis.stream(String.class).xadd(StoredRuns.streamKey(project), Map.of(StoredRuns.FIELD, entry));
    }

    /** Stores a run and tells of it; the id of its event. */
    String land(String runId) {
        stored(runId);
        return tell(runId) + "-0";
    }

    /** A client that is there once this returns. */
    EventStream follow(String query, String lastEventId) {
        EventStream client = opening(query, lastEventId);
        await().atMost(20, SECONDS).until(() -> client.comments() > 0);
        return client;
    }

    EventStream opening(String query, String lastEventId) {
        EventStream client = EventStream.open(URI.create(uri + query), lastEventId);
        open.add(client);
        return client;
    }

    /** The ids of the runs of which a client has heard, in order. */
    static List<String> runs(EventStream client) {
        return client.events().stream().filter(event -> event.name().equals("run"))
                .map(event -> event.data().replaceAll("\\{\"run_id\":\"([^\"]*)\".*", "$1")).toList();
    }

    /** The ids of a client's events. */
    static List<String> ids(EventStream client) {
        return client.events().stream().filter(event -> event.name().equals("run")).map(EventStream.Event::id).toList();
    }

    /** The codes of the notices a client got, in order. */
    static List<String> notices(EventStream client) {
        return client.events().stream().filter(event -> event.name().equals("notice"))
                .map(event -> event.data().replaceAll("\\{\"code\":\"([^\"]*)\".*", "$1")).toList();
    }

    static void awaitRuns(EventStream client, String... runIds) {
        await().atMost(20, SECONDS).until(() -> runs(client), List.of(runIds)::equals);
    }

    @Override
    public void close() {
        open.forEach(EventStream::close);
    }
}
