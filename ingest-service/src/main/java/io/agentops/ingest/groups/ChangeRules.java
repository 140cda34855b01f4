package io.agentops.ingest.groups;

import java.time.Instant;
import java.util.List;

import io.agentops.http.Problem;
import io.agentops.ingest.groups.FailureGroupResource.Change;
import io.agentops.ingest.groups.FailureGroupResource.State;
import io.agentops.ingest.runs.Rules;

/** What a change of a group's state must keep beyond its types. */
final class ChangeRules extends Rules {

    private static final int NOTE_LENGTH = 500;
    /** What lies beyond has no RFC 3339 form. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final Instant now;

    ChangeRules(Instant now) {
        super(now);
        this.now = now;
    }

    List<Problem.Error> check(Change change) {
        if (change.state() == null) {
            add("/state", "is required");
        }
        if (change.mutedUntil() != null) {
            if (change.state() != State.MUTED) {
                add("/muted_until", "is for the state muted alone");
            } else if (!change.mutedUntil().isAfter(now)) {
                add("/muted_until", "must be in the future");
            } else if (change.mutedUntil().isAfter(LAST)) {
                add("/muted_until", "must be before the year 10000");
            }
        }
        if (change.resolvedInVersion() != null) {
            if (change.state() != State.RESOLVED) {
                add("/resolved_in_version", "is for the state resolved alone");
            }
            required("/resolved_in_version", change.resolvedInVersion(), LABEL_LENGTH);
        }
        bounded("/note", change.note(), NOTE_LENGTH);
        return errors();
    }
}
