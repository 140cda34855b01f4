package io.agentops.query.agents;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.agentops.query.stream.Client;
import io.agentops.query.stream.Loop;
import io.agentops.query.stream.Places;
import io.agentops.query.stream.StreamMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;

/** Follows the agents of every project of which somebody wants to hear, with one read of the database at a time for each. */
@Startup // So that its meters are there from the start.
@ApplicationScoped
class AgentFeed {

    private static final Tags TAGS = Tags.of(StreamMetrics.TAG, "agents");

    private final AgentChanges changes;
    private final AgentStreamConfig config;
    private final Loop loop;
    private final Places places;
    private final Counter dropped;
    private final Map<String, ProjectAgents> projects = new HashMap<>();

    AgentFeed(AgentChanges changes, AgentStreamConfig config, Vertx vertx, MeterRegistry meters) {
        this.changes = changes;
        this.config = config;
        this.loop = new Loop(vertx);
        this.places = new Places(config.maxClients(), "As many clients follow agents as this service takes.");
        this.dropped = meters.counter(StreamMetrics.DROPPED, TAGS);
        meters.gauge(StreamMetrics.CLIENTS, TAGS, places, Places::taken);
        loop.every(config.keepAlive(), () -> projects.values().forEach(ProjectAgents::keepAlive));
        loop.every(config.every(), () -> projects.values().forEach(ProjectAgents::read));
    }

    @PreDestroy
    void stop() {
        loop.stop();
    }

    /**
     * Streams agents to a client, whose answer is written here and not by the caller.
     *
     * @param lastEventId the last event the client has seen; null where it has seen none
     * @return never completes; it is cancelled when the connection is gone
     * @throws io.agentops.http.ProblemException 503 where there are too many clients
     */
    Uni<Void> follow(String project, Predicate<AgentItem> wanted, String lastEventId, HttpServerResponse response) {
        places.take();
        Client<AgentItem> client = new Client<>(response, Vertx.currentContext(), wanted,
                (closed, how) -> closed(project, closed, how));
        return Uni.createFrom().emitter(connection -> {
            connection.onTermination(client::gone);
            loop.execute(() -> projects
                    .computeIfAbsent(project, id -> new ProjectAgents(id, changes, config, loop))
                    .join(client, wanted, lastEventId));
        });
    }

    private void closed(String project, Client<AgentItem> client, Client.Ending how) {
        places.free();
        if (how == Client.Ending.SLOW) {
            dropped.increment();
        }
        loop.execute(() -> projects.computeIfPresent(project, (id, agents) -> agents.leave(client) ? null : agents));
    }
}
