package io.agentops.sidecar;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.ExitReason;
import io.agentops.contract.agent.FaultMatch;
import io.agentops.contract.agent.FaultSpec;
import io.agentops.contract.agent.FaultState;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.contract.agent.RecoveryCommand;
import io.agentops.contract.agent.RecoveryResult;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** How the sidecar reads and writes JSON. */
@RegisterForReflection(targets = {DesiredConfig.class, ExitReason.class, FaultMatch.class, FaultSpec.class,
        FaultState.class,
        Heartbeat.class, Heartbeat.Traffic.class, Heartbeat.ProbeReport.class, Heartbeat.ProcessReport.class,
        Heartbeat.Missed.class, Heartbeat.Configuration.class, Heartbeat.Access.class, RecoveryCommand.class,
        RecoveryResult.class})
public final class Wire {

    /**
     * A newer platform may say more than this sidecar knows: it must be understood for the rest, above all when it ends a fault.
     */
    public static final JsonMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL).build();

    private Wire() {}
}
