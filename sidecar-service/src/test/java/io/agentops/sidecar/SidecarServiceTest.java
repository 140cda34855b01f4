package io.agentops.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.agentops.contract.agent.DesiredConfig;
import io.agentops.contract.agent.FaultType;
import io.agentops.contract.agent.Heartbeat;
import io.agentops.sidecar.faults.FaultRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/** The whole service, as Quarkus starts it. */
@QuarkusTest
@QuarkusTestResource(SidecarServiceTest.Surroundings.class)
class SidecarServiceTest {

    @TestHTTPResource("/")
    private URI own;
    @Inject
    FaultRegistry faults;

    private final HttpClient client = HttpClient.newHttpClient();

    /** An agent and a platform. */
    public static final class Surroundings implements QuarkusTestResourceLifecycleManager {
        private TestAgent agent;
        private TestPlatform platform;

        @Override
        public Map<String, String> start() {
            try {
                agent = new TestAgent();
                platform = new TestPlatform();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            Map<String, String> settings = new HashMap<>(
                    Map.of("agent-id", "agent-0", "environment", "staging", "proxy.port", "0",
                            "proxy.target-url", agent.url(), "heartbeat.platform-url", platform.url(), "data-dir",
                            "target/sidecar-data-" + System.nanoTime(),
                            // What it is told of in the meantime would end the tests' faults.
                            "heartbeat.interval", "1h"));
            Map<String, String> named = new HashMap<>();
            settings.forEach((name, value) -> named.put("agentops.sidecar." + name, value));
            return named;
        }

        @Override
        public void stop() {
            try {
                agent.close();
                platform.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private HttpResponse<String> call(String method, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(own.resolve(path)).method(method, BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    }

    @Test
    void itAnswersAsEveryServiceDoes() throws Exception {
        assertThat(Wire.JSON.readTree(call("GET", "/").body()))
                .isEqualTo(Wire.JSON.readTree("{\"status\":\"ok\",\"service\":\"sidecar-service\"}"));
        assertThat(call("GET", "/health").body()).contains("\"status\": \"UP\"");
        // Another test's fault may have made the sidecar ask.
        assertThat(call("GET", "/metrics").body()).containsPattern("agentops_sidecar_requests_total \\d");
    }

    @Test
    void itTellsOnItsOwnMachineWhatItKnows() throws Exception {
        Heartbeat now = Wire.JSON.readValue(call("GET", "/sidecar/status").body(), Heartbeat.class);

        assertThat(now.agentId()).isEqualTo("agent-0");
        assertThat(now.environment()).isEqualTo("staging");
        assertThat(now.configuration().sidecarVersion()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(call("GET", "/sidecar/logs").body()).isEqualTo("{\"lines\":[]}");
        assertThat(call("GET", "/sidecar/logs?lines=0").statusCode()).isEqualTo(422);
    }

    @Test
    void theKillSwitchEndsAllFaults() throws Exception {
        faults.apply(Rig.wanting(Rig.fault("f-1", FaultType.ERROR).build()));
        assertThat(call("GET", "/sidecar/faults").body()).contains("\"fault_id\":\"f-1\"", "\"phase\":\"active\"");

        assertThat(call("DELETE", "/sidecar/faults").statusCode()).isEqualTo(204);

        assertThat(call("GET", "/sidecar/faults").body()).contains("\"phase\":\"cleared\"");
    }

    /** What only Jackson reaches is lost in a native executable unless it is named. */
    @Test
    void everyRecordOnTheWireIsRegisteredForReflection() {
        Set<Class<?>> wire = new HashSet<>();
        collect(Heartbeat.class, wire);
        collect(DesiredConfig.class, wire);

        assertThat(List.of(Wire.class.getAnnotation(RegisterForReflection.class).targets())).containsAll(wire);
    }

    private static void collect(Class<?> record, Set<Class<?>> found) {
        if (record.isRecord() && found.add(record)) {
            for (RecordComponent part : record.getRecordComponents()) {
                collect(part.getType(), found);
                if (part.getGenericType() instanceof java.lang.reflect.ParameterizedType generic) {
                    Arrays.stream(generic.getActualTypeArguments()).filter(Class.class::isInstance)
                            .forEach(argument -> collect((Class<?>) argument, found));
                }
            }
        }
    }
}
