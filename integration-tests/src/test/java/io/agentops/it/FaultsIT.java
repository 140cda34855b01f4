package io.agentops.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.agentops.benchmarks.faults.FaultKind;
import io.agentops.benchmarks.faults.Harness;
import io.agentops.benchmarks.faults.Plan;
import io.agentops.benchmarks.faults.Report;

/**
 * The short form of the fault harness: each kind of fault once, one upon the other. Only the full disk is left to the long
 * form: the one Kafka node here may lose its metadata by it, and with it what was acknowledged.
 */
class FaultsIT {

    private static final long SEED = 42;

    @Test
    void nothingAcknowledgedIsLostDoubledOrChangedWhateverBreaks() throws Exception {
        // Dead members of the group are given up after 10 s instead of 45.
        Report report = Harness
                .run(new Plan(RunningPlatform.root(), RunningPlatform.data(), Duration.ofSeconds(40), SEED,
                        EnumSet.complementOf(EnumSet.of(FaultKind.DISK)), Duration.ofSeconds(10), Duration.ofSeconds(3),
                        60, false,
                        Map.of("KAFKA_SESSION_TIMEOUT_MS", "10000"), false));
        assertThat(report.differences()).as(report.text()).isEmpty();
    }
}
