package io.agentops.query.tail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.agentops.query.stream.Broadcast;
import io.agentops.query.stream.Client;
import io.agentops.query.stream.EntryId;
import io.agentops.query.stream.Event;
import io.agentops.query.stream.EventId;
import io.agentops.query.stream.Loop;
import io.quarkus.redis.datasource.stream.StreamMessage;

/** The runs of one project as they land, while somebody follows them. Used on the loop only. */
final class ProjectTail {

    private final String projectId;
    private final TailSource source;
    private final TailConfig config;
    private final Loop loop;
    private final Runnable onPosition;
    private final Broadcast<TailRun> live;
    private final ChangedRuns changed;
    private final Set<Client<TailRun>> clients = new LinkedHashSet<>();
    private final Set<Upstream> away = EnumSet.noneOf(Upstream.class);
    private List<Joining> joining = new ArrayList<>();
    /** The newest entry read; null until it is known where the stream ends. */
    private EntryId position;
    /** Up to which events are in the broadcast, or before it. */
    private EventId shown = EventId.NONE;
    private boolean beginning;
    private boolean replaying;
    private boolean reading;
    private boolean stopped;
    private long lastRead = System.nanoTime() - Duration.ofDays(1).toNanos();

    /**
     * Describes a tail that nobody follows.
     *
     * @param onPosition is told when it is known from where on to read
     */
    ProjectTail(String projectId, TailSource source, TailConfig config, Loop loop, Runnable onPosition) {
        this.projectId = projectId;
        this.source = source;
        this.config = config;
        this.loop = loop;
        this.onPosition = onPosition;
        this.live = new Broadcast<>(config.keptEvents());
        this.changed = new ChangedRuns(config.runsARead());
    }

    Optional<EntryId> position() {
        return Optional.ofNullable(position);
    }

    /** Adds a client that begins after an event, or where that is null, with what comes. */
    void join(Client<TailRun> client, String lastEventId) {
        clients.add(client);
        joining.add(new Joining(client, lastEventId));
        if (position == null) {
            begin();
        } else {
            admit();
        }
    }

    /** Removes a client; whether none is left. */
    boolean leave(Client<TailRun> client) {
        clients.remove(client);
        joining.removeIf(waiting -> waiting.client() == client);
        stopped = clients.isEmpty();
        return stopped;
    }

    /** Takes entries that came after the position. */
    void entries(List<StreamMessage<String, String, String>> entries) {
        for (StreamMessage<String, String, String> entry : entries) {
            position = EntryId.parse(entry.id()).orElse(position);
            source.forEachRun(entry, changed::add);
        }
        refresh();
    }

    /** Notes that something does not answer, and tells the clients once. */
    void away(Upstream which) {
        boolean wasBack = away.isEmpty();
        away.add(which);
        if (wasBack) {
            tell(Notices.AWAY);
        }
    }

    /** Notes that something answers, and tells the clients once all does. */
    void back(Upstream which) {
        if (away.remove(which) && away.isEmpty()) {
            tell(Notices.BACK);
        }
    }

    /** Keeps quiet streams open, and ends old ones. */
    void keepAlive() {
        for (Client<TailRun> client : clients) {
            client.comment();
            if (client.age() > config.maxAge().toNanos()) {
                client.end();
            }
        }
    }

    private void begin() {
        if (beginning || stopped) {
            return;
        }
        beginning = true;
        source.newest(projectId).emitOn(loop).subscribe().with(newest -> {
            beginning = false;
            position = newest;
            shown = EventId.endOf(newest);
            back(Upstream.REDIS);
            admit();
            onPosition.run();
        }, failure -> {
            away(Upstream.REDIS);
            joining.forEach(waiting -> open(waiting.client(),
                    waiting.lastEventId() == null ? List.of() : List.of(Notices.GAP)));
            joining = new ArrayList<>();
            loop.after(config.retry(), () -> {
                beginning = false;
                begin();
            });
        });
    }

    private void admit() {
        List<Joining> resuming = new ArrayList<>();
        for (Joining waiting : joining) {
            if (waiting.lastEventId() == null) {
                open(waiting.client(), List.of());
            } else if (waiting.seen().filter(seen -> !seen.entry().isAfter(position)).isEmpty()) {
                open(waiting.client(), List.of(Notices.GAP));
            } else {
                resuming.add(waiting);
            }
        }
        joining = resuming;
        replay();
    }

    /** Reads once what all clients missed that wait for it. */
    private void replay() {
        if (replaying || stopped || joining.isEmpty()) {
            return;
        }
        replaying = true;
        List<Joining> served = joining;
        joining = new ArrayList<>();
        EventId oldest = served.stream().flatMap(waiting -> waiting.seen().stream()).min(Comparator.naturalOrder())
                .orElse(shown);
        EventId upTo = shown;
        long place = live.end();
        source.past(projectId, oldest, upTo).emitOn(loop).subscribe().with(past -> {
            served.forEach(waiting -> resume(waiting, past, upTo, place));
            replayed();
        }, failure -> {
            served.forEach(waiting -> open(waiting.client(), List.of(Notices.GAP)));
            replayed();
        });
    }

    private void resume(Joining waiting, Past past, EventId upTo, long place) {
        EventId seen = waiting.seen().orElse(upTo);
        waiting.client().open(new Client.Start<>(notices(past.since().isAfter(seen) ? List.of(Notices.GAP) : List.of()),
                past.events(), seen, live, place));
    }

    private void replayed() {
        loop.after(config.pace(), () -> {
            replaying = false;
            replay();
        });
    }

    private void open(Client<TailRun> client, List<Event<TailRun>> first) {
        client.open(new Client.Start<>(notices(first), List.of(), shown, live, live.end()));
    }

    private List<Event<TailRun>> notices(List<Event<TailRun>> first) {
        List<Event<TailRun>> notices = new ArrayList<>(first);
        if (!away.isEmpty()) {
            notices.add(Notices.AWAY);
        }
        return notices;
    }

    private void refresh() {
        if (reading || stopped || changed.isEmpty()) {
            return;
        }
        reading = true;
        long rest = config.pace().toNanos() - (System.nanoTime() - lastRead);
        if (rest > 0) {
            loop.after(Duration.ofNanos(rest), this::readChanged);
        } else {
            readChanged();
        }
    }

    private void readChanged() {
        lastRead = System.nanoTime();
        ChangedRuns.Batch batch = changed.take();
        source.events(projectId, batch.runs()).emitOn(loop).subscribe().with(events -> {
            reading = false;
            back(Upstream.DATABASE);
            show(batch, events);
            refresh();
        }, failure -> {
            changed.putBack(batch);
            away(Upstream.DATABASE);
            loop.after(config.retry(), () -> {
                reading = false;
                refresh();
            });
        });
    }

    private void show(ChangedRuns.Batch batch, List<Event<TailRun>> events) {
        if (batch.skipped() > 0) {
            live.add(Notices.skipped(batch.skipped()));
        }
        events.forEach(live::add);
        shown = batch.last();
        clients.forEach(Client::wake);
    }

    private void tell(Event<TailRun> notice) {
        live.add(notice);
        clients.forEach(Client::wake);
    }
}
