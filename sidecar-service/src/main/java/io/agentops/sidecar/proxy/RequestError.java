package io.agentops.sidecar.proxy;

import java.util.Locale;

/** How a request went wrong, for its caller. */
enum RequestError {
    /** Any 5xx. */
    SERVER_ERROR,
    /** 429. */
    RATE_LIMITED,
    /** No connection to the agent. */
    UNREACHABLE,
    /** The connection broke off before the answer was complete. */
    BROKEN,
    /** The caller left before the answer began. */
    ABANDONED,
    /** Too many requests at once. */
    REFUSED;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Null where a status is no error. */
    static RequestError ofStatus(int status) {
        if (status == 429) {
            return RATE_LIMITED;
        }
        return status >= 500 ? SERVER_ERROR : null;
    }
}
