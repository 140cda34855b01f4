package io.agentops.ingest.webhooks;

import java.time.Duration;

/**
 * How one attempt to notify a receiver ended.
 *
 * @param statusCode of the answer; null where none came
 * @param error null for success, else a code: {@code http_status}, {@code redirect}, {@code gone}, {@code timeout},
 *        {@code connect_failed}, {@code unknown_host}, {@code refused_address}, {@code secret_unreadable}
 * @param retryAfter how long the receiver asks to be left alone; null where it does not
 * @param millis how long it took
 */
public record Outcome(
        Integer statusCode,
        String error,
        Duration retryAfter,
        long millis) {

    static final String GONE = "gone";
    static final String REFUSED_ADDRESS = "refused_address";

    static Outcome failed(String error, long millis) {
        return new Outcome(null, error, null, millis);
    }

    static Outcome answered(int status, Duration retryAfter, long millis) {
        return new Outcome(status, error(status), retryAfter, millis);
    }

    public boolean isDelivered() {
        return error == null;
    }

    boolean isGone() {
        return GONE.equals(error);
    }

    /** Whether another attempt could end otherwise. */
    boolean isFinal() {
        return isGone() || REFUSED_ADDRESS.equals(error);
    }

    private static String error(int status) {
        if (status >= 200 && status < 300) {
            return null;
        }
        if (status == 410) {
            return GONE;
        }
        return status >= 300 && status < 400 ? "redirect" : "http_status";
    }
}
