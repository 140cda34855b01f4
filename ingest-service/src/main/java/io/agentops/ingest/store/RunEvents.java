package io.agentops.ingest.store;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.run.StoredRuns;
import io.agentops.ingest.IngestMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Redis;
import io.vertx.mutiny.redis.client.Request;

/** Tells over Redis which runs a batch stored, in one exchange; a batch never waits long for that, and never fails for it. */
@Singleton
class RunEvents {

    private static final Duration LONGEST = Duration.ofMillis(250);

    private final Redis redis;
    private final ObjectMapper mapper;
    private final MeterRegistry meters;

    RunEvents(ReactiveRedisDataSource redis, ObjectMapper mapper, MeterRegistry meters) {
        this.redis = redis.getRedis();
        this.mapper = mapper;
        this.meters = meters;
    }

    /**
     * Tells of runs whose rows are committed.
     *
     * @param besides what else is sent to Redis, before that
     * @return completes when told, or when telling took too long; never fails
     */
    Uni<Void> send(Map<RunKey, RunDay> stored, Request... besides) {
        if (stored.isEmpty() && besides.length == 0) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().deferred(() -> redis.batch(requests(stored, besides)))
                .ifNoItem().after(LONGEST).fail()
                .onFailure().invoke(() -> meters.counter(IngestMetrics.RUN_EVENTS_SKIPPED).increment(stored.size()))
                .onFailure().recoverWithNull()
                .replaceWithVoid();
    }

    private List<Request> requests(Map<RunKey, RunDay> stored, Request... besides) {
        List<Request> requests = new ArrayList<>(List.of(besides));
        byProject(stored).forEach((project, days) -> add(requests, StoredRuns.streamKey(project), days));
        return requests;
    }

    private static Map<String, Map<LocalDate, List<String>>> byProject(Map<RunKey, RunDay> stored) {
        Map<String, Map<LocalDate, List<String>>> projects = new TreeMap<>();
        stored.forEach((run, day) -> projects.computeIfAbsent(run.projectId(), project -> new TreeMap<>())
                .computeIfAbsent(day.day(), date -> new ArrayList<>()).add(run.runId()));
        return projects;
    }

    private void add(List<Request> requests, String key, Map<LocalDate, List<String>> days) {
        for (StoredRuns entry : entries(days)) {
            requests.add(Request.cmd(Command.XADD).arg(key).arg("MAXLEN").arg("~").arg(StoredRuns.MOST_ENTRIES).arg("*")
                    .arg(StoredRuns.FIELD).arg(json(entry)));
        }
        requests.add(Request.cmd(Command.EXPIRE).arg(key).arg(StoredRuns.KEEP_SECONDS));
    }

    private static List<StoredRuns> entries(Map<LocalDate, List<String>> days) {
        List<StoredRuns> entries = new ArrayList<>();
        Map<LocalDate, List<String>> entry = new LinkedHashMap<>();
        int runs = 0;
        int characters = 0;
        for (Map.Entry<LocalDate, List<String>> day : days.entrySet()) {
            for (String id : day.getValue()) {
                if (runs == StoredRuns.MOST_RUNS
                        || (runs > 0 && characters + id.length() > StoredRuns.MOST_CHARACTERS)) {
                    entries.add(new StoredRuns(entry));
                    entry = new LinkedHashMap<>();
                    runs = 0;
                    characters = 0;
                }
                entry.computeIfAbsent(day.getKey(), date -> new ArrayList<>()).add(id);
                runs++;
                characters += id.length();
            }
        }
        entries.add(new StoredRuns(entry));
        return entries;
    }

    private String json(StoredRuns entry) {
        try {
            return mapper.writeValueAsString(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("dates and ids can always be written", e);
        }
    }
}
