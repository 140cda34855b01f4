package io.agentops.query.agents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import io.agentops.query.agents.AgentChanges.Changed;
import io.agentops.query.agents.AgentChanges.Found;
import io.agentops.query.stream.Broadcast;
import io.agentops.query.stream.Client;
import io.agentops.query.stream.Event;
import io.agentops.query.stream.EventId;
import io.agentops.query.stream.Loop;
import io.smallrye.mutiny.Uni;

/**
 * The agents of one project as they change, while somebody follows them. One read at a time: whoever joins is admitted between two of
 * them, so that what comes after is newer than what it was shown. Used on the loop only.
 */
final class ProjectAgents {

    private static final Event<AgentItem> AWAY = Event.notice("upstream_unavailable",
            "Agents cannot be followed at the moment. The stream goes on by itself, and leaves nothing out.");
    private static final Event<AgentItem> BACK = Event.notice("upstream_restored", "Agents are followed again.");
    private static final Event<AgentItem> SKIPPED = Event.notice("skipped",
            "More agents changed than this stream shows. Read the list of agents for all of them.");

    private final String project;
    private final AgentChanges changes;
    private final AgentStreamConfig config;
    private final Loop loop;
    private final Broadcast<AgentItem> live;
    private final Set<Client<AgentItem>> clients = new LinkedHashSet<>();
    /** What was told of changes that the next read finds again. */
    private Map<String, Long> told = new HashMap<>();
    private final List<Joining> joining = new ArrayList<>();
    private Optional<Long> horizon = Optional.empty();
    private long events;
    private boolean reading;
    private boolean away;

    ProjectAgents(String project, AgentChanges changes, AgentStreamConfig config, Loop loop) {
        this.project = project;
        this.changes = changes;
        this.config = config;
        this.loop = loop;
        this.live = new Broadcast<>(config.keptEvents());
    }

    /**
     * A client to which nothing was written yet.
     *
     * @param lastEventId null where it has seen none
     */
    private record Joining(Client<AgentItem> client, Predicate<AgentItem> wanted, String lastEventId) {

        /** From where it resumes; empty where it begins anew. */
        Optional<Long> since() {
            return lastEventId == null
                    ? Optional.empty()
                    : EventId.parse(lastEventId).map(id -> id.entry().major()).filter(major -> major > 0);
        }
    }

    /** Adds a client. */
    void join(Client<AgentItem> client, Predicate<AgentItem> wanted, String lastEventId) {
        clients.add(client);
        joining.add(new Joining(client, wanted, lastEventId));
        read();
    }

    /** Removes a client; whether none is left. */
    boolean leave(Client<AgentItem> client) {
        clients.remove(client);
        joining.removeIf(waiting -> waiting.client() == client);
        return clients.isEmpty();
    }

    /** Keeps quiet streams open, and ends old ones. */
    void keepAlive() {
        for (Client<AgentItem> client : clients) {
            client.comment();
            if (client.age() > config.maxAge().toNanos()) {
                client.end();
            }
        }
    }

    /** Reads what changed, unless that is under way, and admits who waits. */
    void read() {
        if (reading || clients.isEmpty()) {
            return;
        }
        reading = true;
        Uni<Long> from = horizon.map(known -> Uni.createFrom().item(known)).orElseGet(changes::horizon);
        from.chain(begin -> changes.since(project, begin)).emitOn(loop)
                .invoke(this::show)
                .chain(this::admit)
                .emitOn(loop).subscribe().with(done -> {
                    reading = false;
                    answers();
                    if (!joining.isEmpty()) {
                        read();
                    }
                }, failure -> {
                    reading = false;
                    fails();
                });
    }

    private void show(Found found) {
        Map<String, Long> again = new HashMap<>();
        for (Changed changed : found.agents()) {
            Long before = told.get(changed.agent().agentId());
            // Faults end by themselves, and change nothing of their agent by that.
            if (before == null || before != changed.in()) {
                live.add(changes.event(changed.agent(), found.horizon(), ++events));
            }
            if (changed.in() >= found.horizon()) {
                again.put(changed.agent().agentId(), changed.in());
            }
        }
        if (!found.isAll()) {
            live.add(SKIPPED);
        }
        told = again;
        horizon = Optional.of(found.horizon());
        clients.forEach(Client::wake);
    }

    /** Those who resume ahead of the database follow another one, and begin anew. */
    private Uni<Void> admit(Found now) {
        long latest = now.horizon();
        List<Joining> anew = joining.stream().filter(one -> one.since().filter(since -> since <= latest).isEmpty())
                .toList();
        List<Joining> resuming = joining.stream().filter(one -> !anew.contains(one)).toList();
        Uni<Void> admitted = Uni.createFrom().voidItem();
        if (!anew.isEmpty()) {
            admitted = changes.all(project).emitOn(loop).invoke(all -> anew.forEach(one -> open(one,
                    Snapshot.events(all, one.wanted(), config.agentsARead())))).replaceWithVoid();
        }
        if (!resuming.isEmpty()) {
            long oldest = resuming.stream().mapToLong(one -> one.since().orElse(latest)).min().orElse(latest);
            admitted = admitted.chain(() -> changes.since(project, oldest)).emitOn(loop)
                    .invoke(missed -> resuming.forEach(one -> resume(one, missed))).replaceWithVoid();
        }
        return admitted;
    }

    private void resume(Joining one, Found missed) {
        List<Event<AgentItem>> past = new ArrayList<>();
        long since = one.since().orElse(missed.horizon());
        for (Changed changed : missed.agents()) {
            if (changed.in() >= since) {
                past.add(changes.event(changed.agent(), missed.horizon(), ++events));
            }
        }
        if (!missed.isAll()) {
            past.add(SKIPPED);
        }
        open(one, past);
    }

    private void open(Joining one, List<Event<AgentItem>> first) {
        joining.remove(one);
        one.client().open(new Client.Start<>(List.of(), first, EventId.NONE, live, live.end()));
    }

    private void answers() {
        if (away) {
            away = false;
            tell(BACK);
        }
    }

    private void fails() {
        if (!away) {
            away = true;
            tell(AWAY);
        }
    }

    private void tell(Event<AgentItem> notice) {
        live.add(notice);
        clients.forEach(Client::wake);
    }
}
