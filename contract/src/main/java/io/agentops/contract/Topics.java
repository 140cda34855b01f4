package io.agentops.contract;

/**
 * Kafka topics, record keys and record headers shared by every service and by direct producers.
 */
public final class Topics {

    /** What the topic of a topic's dead letters adds to its name. */
    public static final String DLQ_SUFFIX = ".dlq";

    /**
     * Runs and parts of runs: {@link io.agentops.contract.run.AgentRun} JSON, or from direct producers the privacy-first form, either
     * also as the data of a CloudEvent.
     */
    public static final String AGENT_RUNS = "agent-runs";

    /**
     * Records of {@link #AGENT_RUNS} that could not be accepted: value and key unchanged, the reason in the headers; of those that
     * broke a promise of privacy, only the reason, their place, and a key that is no more than a label.
     */
    public static final String AGENT_RUNS_DLQ = AGENT_RUNS + DLQ_SUFFIX;

    /** Spans of OpenTelemetry, as {@link io.agentops.contract.trace.SpanBatch} JSON; the key is project and trace id. */
    public static final String AGENT_SPANS = "agent-spans";

    /** Records of {@link #AGENT_SPANS} that could not be accepted, as in {@link #AGENT_RUNS_DLQ}. */
    public static final String AGENT_SPANS_DLQ = AGENT_SPANS + DLQ_SUFFIX;

    /** Heartbeats of agents, as {@link io.agentops.contract.agent.Heartbeat} JSON; the key is project and agent id. */
    public static final String AGENT_TELEMETRY = "agent-telemetry";

    /** Records of {@link #AGENT_TELEMETRY} that could not be accepted, as in {@link #AGENT_RUNS_DLQ}. */
    public static final String AGENT_TELEMETRY_DLQ = AGENT_TELEMETRY + DLQ_SUFFIX;

    /** Wake-ups for rca-service, as {@link io.agentops.contract.rca.AnalysisRequest} JSON. The row in PostgreSQL is the truth. */
    public static final String ANALYSIS_REQUESTS = "analysis-requests";

    /** Header: the project a record belongs to, UTF-8. A record without it belongs to {@link #DEFAULT_PROJECT}. */
    public static final String HEADER_PROJECT = "project_id";

    /** Header: the door a record came through, e.g. {@code http}. Records of direct producers carry none. */
    public static final String HEADER_DOOR = "door";

    /**
     * Header: the privacy mode whose demands the record meets, {@code off}, {@code redact} or {@code strict}. Records of direct producers
     * carry none; whoever may write to the topic is believed.
     */
    public static final String HEADER_PRIVACY = "privacy";

    /**
     * Header: how many of the messages its door counts a record stands for, as a decimal number: a run cut into several records has
     * 1 in one of them and 0 in the others; a record of spans has the number of its spans. Records of direct producers carry none.
     */
    public static final String HEADER_MESSAGES = "messages";

    /** Header of a dead letter: why it was refused, in words that carry none of the record's content. */
    public static final String HEADER_REASON = "reason";

    /** Header of a dead letter: {@code topic/partition/offset} of the record that was refused. */
    public static final String HEADER_SOURCE = "source";

    /** Header of a record that was sent again out of the dead letters: the id of the dead letter. */
    public static final String HEADER_REDRIVEN = "redriven";

    /** The project of callers without credentials. */
    public static final String DEFAULT_PROJECT = "default";

    private Topics() {}

    /** The record key that keeps all spans of one trace in one partition. */
    public static String traceKey(String projectId, String traceId) {
        return projectId + "|" + traceId;
    }

    /** The record key that keeps all heartbeats of one agent in one partition, in order. */
    public static String agentKey(String projectId, String agentId) {
        return projectId + "|" + agentId;
    }

    /** The record key that keeps all messages of one run in one partition, in order. */
    public static String runKey(String projectId, String runId) {
        return projectId + "|" + runId;
    }
}
