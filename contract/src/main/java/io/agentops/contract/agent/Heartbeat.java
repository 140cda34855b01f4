package io.agentops.contract.agent;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * What a sidecar tells of its agent every few seconds: the body of {@code POST /telemetry}. It carries figures and names, never
 * content.
 *
 * @param sidecarId new with each start of the sidecar; with {@code sequence} it identifies a heartbeat
 * @param sequence grows by one with each heartbeat from 1; a gap is what {@code missed} does not cover
 * @param sentAt by the sidecar's clock
 * @param statusSince when the status became what it is
 * @param reason what decided the status, in words
 * @param warming whether the agent is within its grace after a start and has not answered a probe yet
 * @param latencyMs the 95th percentile over the window of {@code traffic}; without requests, the last probe's time; null without either
 * @param errorRate errors among the requests of the window, 0 to 1
 * @param configVersion the desired configuration that is in effect; null before the first
 * @param faults all that are wanted or have ended since they were last wanted
 * @param process null where the sidecar supervises none
 * @param recoveries the latest few
 * @param configuration how the sidecar and its agent are set up; null where it does not tell
 * @param missed what could not be sent while the platform was away, oldest first
 * @param missedDropped heartbeats of that time that {@code missed} leaves out
 */
@RecordBuilder
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Heartbeat(
        String agentId,
        String agentName,
        String agentVersion,
        String environment,
        String sidecarId,
        long sequence,
        Instant sentAt,
        AgentStatus status,
        Instant statusSince,
        String reason,
        boolean warming,
        Double latencyMs,
        double errorRate,
        Traffic traffic,
        ProbeReport probe,
        Long configVersion,
        List<FaultState> faults,
        ProcessReport process,
        List<RecoveryResult> recoveries,
        Configuration configuration,
        List<Missed> missed,
        long missedDropped) {

    /** How many {@link Missed} a heartbeat carries at most. */
    public static final int MOST_MISSED = 120;

    public Heartbeat {
        faults = faults == null ? List.of() : List.copyOf(faults);
        recoveries = recoveries == null ? List.of() : List.copyOf(recoveries);
        missed = missed == null ? List.of() : List.copyOf(missed);
    }

    /**
     * Requests to the agent over the last while, as its callers saw them: with what faults did.
     *
     * @param windowMs how long the while is
     * @param requests answered, or given up
     * @param synthetic how many of them the sidecar made itself, which it does while a fault is active and hardly anyone else asks
     * @param inFlight being answered now
     * @param errors by class: {@code server_error} (5xx), {@code rate_limited} (429), {@code unreachable}, {@code broken} (the answer
     *        broke off), {@code abandoned} (the caller left before the answer), {@code refused} (too many at once)
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Traffic(
            long windowMs,
            long requests,
            long synthetic,
            int inFlight,
            Double p50Ms,
            Double p95Ms,
            Double p99Ms,
            Map<String, Long> errors) {

        public Traffic {
            errors = errors == null ? Map.of() : errors;
        }
    }

    /**
     * The last probe.
     *
     * @param kind {@code http}, {@code tcp} or {@code process}
     * @param failure null when it succeeded
     * @param failures in a row, until now
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProbeReport(
            String kind,
            String failure,
            double latencyMs,
            int failures,
            Instant at) {}

    /**
     * The supervised process.
     *
     * @param pid null when it does not run
     * @param restarts starts by this sidecar beyond the first
     * @param lastExit null while the first one runs
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProcessReport(
            Long pid,
            Instant startedAt,
            int restarts,
            ExitReason lastExit) {}

    /**
     * How a sidecar is set up, as far as it matters to the agent's safety. What is null is not told, and means neither.
     *
     * @param sidecarVersion the release of the sidecar
     * @param faultsEnabled whether faults are switched on; in production none is carried out even so
     * @param beyondLoopback whether requests to the agent are taken from other machines
     * @param platformLoopback whether the platform is reached without leaving the machine
     * @param platformTls whether the platform is reached by TLS
     * @param projectKey whether heartbeats carry a key
     * @param access null where no traffic passes
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Configuration(
            String sidecarVersion,
            Boolean faultsEnabled,
            Boolean beyondLoopback,
            Boolean platformLoopback,
            Boolean platformTls,
            Boolean projectKey,
            Access access) {}

    /**
     * With and without what credentials requests to the agent were answered. Paths of health and metrics, requests of browsers that ask
     * what they may send (OPTIONS), and the sidecar's own requests do not count.
     *
     * @param since when counting began: when the sidecar started
     * @param answered requests that the agent answered with a 2xx status
     * @param withoutCredentials those of them that had nothing by which a caller proves who it is
     * @param lastWithoutCredentials null where there was none
     */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Access(
            Instant since,
            long answered,
            long withoutCredentials,
            Instant lastWithoutCredentials) {}

    /** What is kept of a heartbeat that could not be sent. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Missed(
            long sequence,
            Instant at,
            AgentStatus status,
            String reason,
            Double latencyMs,
            double errorRate,
            long requests) {}
}
