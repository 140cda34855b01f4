package io.agentops.ingest.otlp;

/**
 * What became of a request whose every other span or log record is durable.
 *
 * @param rejected how many were refused
 * @param message why; empty where none was
 */
record Outcome(int rejected, String message) {}
