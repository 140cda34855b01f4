package io.agentops.rca.runs;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.agentops.contract.rca.RcaStatus;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;

/**
 * One analysis of one run, as the database has it. Rows change only through {@link RcaRuns}, whose statements check the lease;
 * this entity reads them.
 */
@Entity
@Table(name = "rca_run")
@IdClass(RcaRun.Key.class)
public class RcaRun extends PanacheEntityBase {
    @Id
    public String projectId;
    @Id
    public UUID rcaRunId;
    public String runId;
    public String contentHash;
    @Convert(converter = RcaStatusColumn.class)
    public RcaStatus status;
    public boolean superseded;
    /** How often an analysis was begun; with {@link #leaseOwner} it tells a holder from its successor. */
    public int attempt;
    /** The process that works on the run, or last did. */
    public String leaseOwner;
    /** While running: when the run may be taken over. While queued: when it may be tried again. Else null. */
    public Instant leaseUntil;
    public Instant createdAt;
    public Instant startedAt;
    public Instant finishedAt;
    /** Why the last attempt failed, in words that carry none of the run's content. */
    public String failure;

    Claim claim() {
        return new Claim(projectId, rcaRunId, runId, attempt, leaseOwner);
    }

    /** The primary key. */
    public static class Key {
        public String projectId;
        public UUID rcaRunId;

        public Key() {}

        public Key(String projectId, UUID rcaRunId) {
            this.projectId = projectId;
            this.rcaRunId = rcaRunId;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Objects.equals(projectId, key.projectId)
                    && Objects.equals(rcaRunId, key.rcaRunId);
        }

        @Override
        public int hashCode() {
            return Objects.hash(projectId, rcaRunId);
        }
    }
}
