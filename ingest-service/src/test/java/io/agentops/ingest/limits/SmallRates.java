package io.agentops.ingest.limits;

import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** Two messages a second, and six at once. */
public class SmallRates implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("agentops.limits.projects.\"default\".rate", "2",
                "agentops.limits.projects.\"default\".burst", "6", "agentops.ledger.check-every", "0.2s");
    }
}
