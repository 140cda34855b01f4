package io.agentops.benchmarks.faults;

/** A process of the platform that faults happen to. */
enum Victim {
    INGEST("ingest-service", "ingest-service/target/"),
    QUERY("query-service", "query-service/target/"),
    RCA("rca-service", "rca-service/target/"),
    POSTGRESQL("PostgreSQL", "/bin/postgres"),
    KAFKA("Kafka", "kafkabroker.KafkaBroker"),
    REDIS("Redis", "/redis-server");

    private final String title;
    private final String mark;

    Victim(String title, String mark) {
        this.title = title;
        this.mark = mark;
    }

    String title() {
        return title;
    }

    /** Whether a command line is that of this process. */
    boolean isStartedBy(String commandLine) {
        return commandLine.contains(mark);
    }
}
