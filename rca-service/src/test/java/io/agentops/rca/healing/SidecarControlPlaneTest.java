package io.agentops.rca.healing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.agentops.rca.healing.ControlPlane.Kind;
import io.agentops.rca.healing.ControlPlane.Step;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

class SidecarControlPlaneTest {

    private final SidecarControlPlane plane = new SidecarControlPlane();
    private final Recovery asked = Recoveries.acting(Kind.SIDECAR, null, 1);

    private Step at(Instant now, JsonObject heartbeat) {
        AgentSight agent = new AgentSight("UNHEALTHY", false, 0, null, now, heartbeat);
        return plane.restart(Recoveries.with(asked, null, now, agent)).await().atMost(Duration.ofSeconds(1));
    }

    private Step told(String outcome) {
        return at(asked.now(), new JsonObject().put("recoveries", new JsonArray()
                .add(new JsonObject().put("recovery_id", "another").put("outcome", "failed"))
                .add(new JsonObject().put("recovery_id", asked.id().toString()).put("outcome", outcome))));
    }

    @ParameterizedTest
    @CsvSource({"succeeded, Done", "interrupted, Done", "failed, Failed", "unsupported, Refused", "stale, Refused",
            "expired, Failed"})
    void theSidecarsWordCounts(String outcome, String step) {
        assertThat(told(outcome).getClass().getSimpleName()).isEqualTo(step);
    }

    @Test
    void aSidecarThatSaysNothingIsWaitedForUntilItMayNotBeginAnyMore() {
        Instant last = asked.deadline().plusSeconds(30);
        assertThat(at(last.minusMillis(1), new JsonObject())).isEqualTo(new Step.Underway(null));
        assertThat(at(last, null))
                .isEqualTo(new Step.Unknown("The sidecar did not say whether it restarted the process."));
    }
}
