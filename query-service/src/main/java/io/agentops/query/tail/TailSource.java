package io.agentops.query.tail;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.contract.run.StoredRuns;
import io.agentops.query.live.HungRuns;
import io.agentops.query.outline.RunItem;
import io.agentops.query.page.Reads;
import io.agentops.query.search.SearchedRun;
import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.Event;
import io.agentops.query.stream.EventId;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.stream.ReactiveStreamCommands;
import io.quarkus.redis.datasource.stream.StreamMessage;
import io.quarkus.redis.datasource.stream.StreamRange;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

/** Where the tail has its events from: which runs changed is in Redis, what they are now in the database. */
@ApplicationScoped
@RegisterForReflection(targets = StoredRuns.class) // Read by hand, where Quarkus does not see it.
class TailSource {

    private static final Logger LOG = Logger.getLogger(TailSource.class);
    private static final Duration SLOWEST_REDIS = Duration.ofSeconds(2);
    /** Entries of the first page of the past; each further one has twice as many. */
    private static final int FIRST_PAGE = 8;

    /** The limit keeps the database from joining, for which it might read whole days: each run is looked up by its key. */
    private static final String READ = "SELECT r.day, r.facets, r.trace_id, r.total_cost_usd, r.tokens_prompt, r.tokens_completion, "
            + "e.text AS error_text, " + RunItem.COLUMNS
            + """
                      FROM unnest($2::date[], $3::text[]) AS w(day, run_id)
                     CROSS JOIN LATERAL (SELECT * FROM run
                                          WHERE run.project_id = $1 AND run.day = w.day AND run.run_id = w.run_id
                                          LIMIT 1) AS r
                      LEFT JOIN LATERAL (SELECT text FROM run_error
                                          WHERE run_error.project_id = $1 AND run_error.day = w.day AND run_error.run_id = w.run_id
                                          LIMIT 1) AS e ON true
                    """
            + HungRuns.join("$4");

    private final ReactiveStreamCommands<String, String, String> streams;
    private final Reads reads;
    private final HungRuns hungRuns;
    private final ObjectMapper mapper;
    private final int runsARead;

    TailSource(ReactiveRedisDataSource redis, Reads reads, HungRuns hungRuns, ObjectMapper mapper, TailConfig config) {
        this.streams = redis.stream(String.class);
        this.reads = reads;
        this.hungRuns = hungRuns;
        this.mapper = mapper;
        this.runsARead = config.runsARead();
    }

    /** The newest entry of a project; {@link EntryId#NONE} where there is none. */
    Uni<EntryId> newest(String projectId) {
        return streams.xrevrange(StoredRuns.streamKey(projectId), StreamRange.of("+", "-"), 1)
                .ifNoItem().after(SLOWEST_REDIS).fail()
                .map(entries -> entries.isEmpty() ? EntryId.NONE : id(entries.get(0)));
    }

    /** Passes on the runs of an entry with their events, in order; an entry that is none of ours has none. */
    void forEachRun(StreamMessage<String, String, String> entry, BiConsumer<RunRef, EventId> runs) {
        String written = entry.payload().get(StoredRuns.FIELD);
        try {
            int place = 0;
            EntryId id = id(entry);
            for (Map.Entry<LocalDate, List<String>> day : mapper.readValue(String.valueOf(written), StoredRuns.class)
                    .days().entrySet()) {
                for (String runId : day.getValue()) {
                    runs.accept(new RunRef(day.getKey(), runId), new EventId(id, place++));
                }
            }
        } catch (JsonProcessingException | RuntimeException unreadable) {
            LOG.warnf("Entry %s of %s tells of no runs and is left out", entry.id(), entry.key());
        }
    }

    /** The events of runs as they are now, in order; a run that is no more has none. */
    Uni<List<Event<TailRun>>> events(String projectId, Map<RunRef, EventId> runs) {
        List<RunRef> wanted = List.copyOf(runs.keySet());
        return reads.rows(READ, Tuple.of(projectId,
                wanted.stream().map(RunRef::day).toArray(LocalDate[]::new),
                wanted.stream().map(RunRef::runId).toArray(String[]::new), hungRuns.seconds())).map(rows -> {
                    Map<EventId, TailRun> found = new TreeMap<>();
                    for (Row row : rows) {
                        RunItem item = RunItem.of(row);
                        found.put(runs.get(new RunRef(row.getLocalDate("day"), item.runId())),
                                new TailRun(item, searched(item, row)));
                    }
                    List<Event<TailRun>> events = new ArrayList<>(found.size());
                    found.forEach((id, run) -> events.add(Event.of("run", id, run, json(run.item()))));
                    return events;
                });
    }

    private static SearchedRun searched(RunItem item, Row row) {
        return new SearchedRun(item.runId(), item.agentId(), item.agentVersion(), item.status(), item.environment(),
                item.conversationId(), item.parentRunId(), row.getString("trace_id"),
                Set.of(row.getArrayOfStrings("facets")), row.getString("error_text"), item.startedAt(), item.endedAt(),
                row.getBigDecimal("total_cost_usd"), row.getLong("tokens_prompt"), row.getLong("tokens_completion"));
    }

    /** The events between two, the newest of them if there are very many. */
    Uni<Past> past(String projectId, EventId after, EventId upTo) {
        PastEntries entries = new PastEntries(after, upTo, runsARead);
        return pages(StoredRuns.streamKey(projectId), upTo.entry().toString(), FIRST_PAGE, entries)
                .chain(exhausted -> {
                    EventId since = entries.since(exhausted);
                    return events(projectId, new HashMap<>(entries.runs())).map(events -> new Past(events, since));
                });
    }

    /** Reads back; whether that came to the first event. */
    private Uni<Boolean> pages(String key, String end, int count, PastEntries entries) {
        return streams.xrevrange(key, StreamRange.of(end, entries.after().entry().toString()), count)
                .ifNoItem().after(SLOWEST_REDIS).fail()
                .chain(page -> {
                    for (StreamMessage<String, String, String> entry : page) {
                        entries.at(id(entry));
                        forEachRun(entry, entries::add);
                    }
                    if (page.size() < count || entries.isFull()) {
                        return Uni.createFrom().item(page.size() < count);
                    }
                    return pages(key, "(" + page.get(count - 1).id(), count * 2, entries);
                });
    }

    private static EntryId id(StreamMessage<String, String, String> entry) {
        return EntryId.parse(entry.id()).orElse(EntryId.NONE);
    }

    private byte[] json(RunItem item) {
        try {
            return mapper.writeValueAsBytes(item);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
