package io.agentops.ingest.otlp;

/** One span or log record that cannot be taken; the message says why and repeats nothing of it. */
final class Refused extends Exception {

    Refused(String reason) {
        super(reason, null, false, false);
    }
}
