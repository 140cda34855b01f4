package io.agentops.ingest;

/**
 * The meters of this service. Doors count runs: per door, {@link #RECEIVED} = {@link #ACCEPTED} + {@link #REJECTED} + what is
 * in flight. The writer counts records, of which a large run has several and a direct producer's passed no door: all
 * records on the topic = {@link #STORED} + {@link #DEAD_LETTERED} + the consumer's lag.
 *
 * <p>OpenTelemetry's doors count spans, and log records as the spans they tell of: per door, {@link #SPANS_RECEIVED} =
 * {@link #SPANS_ACCEPTED} + {@link #SPANS_REJECTED} + what is in flight. A request turned away unread counts nothing.
 *
 * <p>Counters begin anew with each process, and a record read twice counts twice. The ledger in the database does neither: per
 * project, door and hour, received = stored + rejected + dead-lettered + in flight, in messages as doors receive them, and
 * {@link #LEDGER_DIFFERENCE} is what is missing from that. Projects are told apart there, since a tag for each would be
 * without bound.
 */
public final class IngestMetrics {

    /** Runs and parts of runs that reached a door; tag {@code door}. */
    public static final String RECEIVED = "agentops.runs.received";

    /** Of these, acknowledged by Kafka with acks=all; tag {@code door}. */
    public static final String ACCEPTED = "agentops.runs.accepted";

    /** Of these, refused as invalid, too many or undeliverable, and answered so; tag {@code door}. */
    public static final String REJECTED = "agentops.runs.rejected";

    /** Spans and log records that were read at one of OpenTelemetry's doors; tag {@code door}. */
    public static final String SPANS_RECEIVED = "agentops.spans.received";

    /** Of these, acknowledged by Kafka with acks=all; tag {@code door}. */
    public static final String SPANS_ACCEPTED = "agentops.spans.accepted";

    /** Of these, refused as invalid or undeliverable, and answered so; tag {@code door}. */
    public static final String SPANS_REJECTED = "agentops.spans.rejected";

    /** Heartbeats of agents that were read at a door; tag {@code door}. */
    public static final String HEARTBEATS_RECEIVED = "agentops.heartbeats.received";

    /** Of these, acknowledged by Kafka with acks=all; tag {@code door}. */
    public static final String HEARTBEATS_ACCEPTED = "agentops.heartbeats.accepted";

    /** Of these, refused as invalid, too many or undeliverable, and answered so; tag {@code door}. */
    public static final String HEARTBEATS_REJECTED = "agentops.heartbeats.rejected";

    /** Agents that were found silent, and are UNKNOWN since. */
    public static final String AGENTS_SILENT = "agentops.agents.silent";

    /**
     * How old the faults are of which agents are told, in seconds: about one, unless PostgreSQL is away; not a number before the
     * first are read.
     */
    public static final String FAULTS_AGE = "agentops.agents.faults.age";

    /**
     * Times that a door refused for now, runs or whole requests; tags {@code door} and {@code reason}: {@code share} and {@code rate} of
     * the project, {@code full} and {@code backlog} for everybody.
     */
    public static final String LIMITED = "agentops.limited";

    /** Records that wait for their writers, as of the last measurement; not a number while unknown. Tag {@code topic}. */
    public static final String BACKLOG = "agentops.backlog";

    /** Records whose content is in PostgreSQL. A record read twice counts twice. */
    public static final String STORED = "agentops.records.stored";

    /** Records that went to the dead-letter topic. */
    public static final String DEAD_LETTERED = "agentops.records.dead.lettered";

    /** Records sent again out of the dead letters. They are records on the topic like any other, and counted anew. */
    public static final String REDRIVEN = "agentops.dead.letters.redriven";

    /** Batches that failed because the database was away, and were tried again. */
    public static final String STORE_RETRIES = "agentops.store.retries";

    /** Traces whose spans are stored and whose runs could not be read from them: a fault of the mapper. */
    public static final String UNMAPPED = "agentops.traces.unmapped";

    /** Runs that were stored, and of which those who follow runs as they land were not told: Redis was away, or slow. */
    public static final String RUN_EVENTS_SKIPPED = "agentops.run.events.skipped";

    /** Time one batch took, from its first record read to its commit. */
    public static final String BATCH = "agentops.store.batch";

    /** The same of a batch of heartbeats. */
    public static final String HEARTBEAT_BATCH = "agentops.heartbeats.batch";

    /**
     * Messages that doors accepted and that are neither stored nor dead-lettered nor in flight, or offsets that the writers
     * passed without counting, whichever are more; 0 while the ledger balances, NaN while checks fail or none was made yet. Every process tells the same of all: alert on
     * the maximum.
     */
    public static final String LEDGER_DIFFERENCE = "agentops.ledger.difference";

    /**
     * What was masked, cut or left out of runs, spans and rows of dead letters for privacy's sake; tag {@code kind}:
     * {@code email}, {@code phone}, {@code card}, {@code iban}, {@code secret}, {@code capped}, {@code dropped}.
     */
    public static final String MASKED = "agentops.privacy.masked";

    /** Day partitions that retention removed, of all tables. */
    public static final String PARTITIONS_DROPPED = "agentops.retention.dropped";

    /** Rows that retention deleted one by one, because their partition is still needed or they stand in none of their own. */
    public static final String ROWS_DELETED = "agentops.retention.deleted";

    /** Alert rules that were evaluated; tag {@code outcome}: {@code done}, {@code failed}. */
    public static final String ALERT_EVALUATIONS = "agentops.alerts.evaluations";

    /** Attempts to notify a receiver; tag {@code outcome}: {@code delivered}, {@code retried}, {@code failed}, {@code gone}. */
    public static final String ALERT_DELIVERIES = "agentops.alerts.deliveries";

    private IngestMetrics() {}
}
