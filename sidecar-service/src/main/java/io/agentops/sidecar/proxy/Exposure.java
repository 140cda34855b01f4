package io.agentops.sidecar.proxy;

import java.time.Instant;
import java.util.function.Predicate;

import io.agentops.contract.agent.Heartbeat;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/** Counts what the agent answers to callers that do not say who they are. It keeps figures, nothing of the requests. */
final class Exposure {

    /** What servers tell everybody about themselves, by RFC 8615. */
    private static final String WELL_KNOWN = "/.well-known/";

    private final Predicate<String> exempt;
    private final Instant since = Instant.now();
    private long answered;
    private long withoutCredentials;
    private Instant last;

    /** @param exempt paths that are open to everybody, as those of health are */
    Exposure(Predicate<String> exempt) {
        this.exempt = exempt;
    }

    /** To be told of a request of somebody else when its answer begins. */
    void answered(HttpServerRequest request) {
        String path = request.path() == null ? "/" : request.path();
        if (request.response().getStatusCode() / 100 == 2 && !HttpMethod.OPTIONS.equals(request.method())
                && !path.startsWith(WELL_KNOWN) && !exempt.test(path)) {
            count(Credentials.in(request));
        }
    }

    private synchronized void count(boolean hasCredentials) {
        answered++;
        if (!hasCredentials) {
            withoutCredentials++;
            last = Instant.now();
        }
    }

    synchronized Heartbeat.Access figures() {
        return new Heartbeat.Access(since, answered, withoutCredentials, last);
    }
}
