package io.agentops.ingest.limits;

import io.agentops.ingest.ledger.Unit;

/** A message is refused for now because there is too much of its kind. It carries no stack trace: it is an answer and not a fault. */
public final class Limited extends RuntimeException {

    /** Why. */
    public enum Reason {
        /** The project holds its share of the room already. */
        SHARE(true, "Too many %s of this project are being accepted at this moment."),
        /** The room is full. */
        FULL(false, "Too many %s are being accepted at this moment."),
        /** The project has sent what its rate allows. */
        RATE(true, "The project has sent as many runs and spans as its rate allows for now."),
        /** The writers are too far behind. */
        BACKLOG(false, "Too many %s wait to be stored.");

        private final boolean ofProject;
        private final String detail;

        Reason(boolean ofProject, String detail) {
            this.ofProject = ofProject;
            this.detail = detail;
        }

        /** Whether others may be let pass all the same. */
        public boolean isOfProject() {
            return ofProject;
        }
    }

    private final Reason reason;
    private final int retryAfterSeconds;

    Limited(Reason reason, Unit unit, int retryAfterSeconds) {
        super(reason.detail.formatted(unit.wireName()), null, false, false);
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public Reason reason() {
        return reason;
    }

    /** How long the sender should wait before it sends the same again; at least 1. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
