package io.agentops.localstack.drill;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.localstack.PlatformApi;
import io.agentops.localstack.PlatformApi.Answer;
import io.agentops.localstack.StackException;
import io.agentops.localstack.platform.DemoAgent;

/** The platform's doors for agents. */
final class Agents {

    private static final Set<String> HURT = Set.of("DEGRADED", "UNHEALTHY");
    private static final Set<String> OPEN = Set.of("requested", "acting", "verifying");
    private static final String PAUSED_UNTIL = "paused_until";
    private static final String PAUSE_REASON = "pause_reason";

    private final PlatformApi platform;

    Agents(PlatformApi platform) {
        this.platform = platform;
    }

    boolean isKnown(DemoAgent agent) {
        return platform.get(path(agent, "")).isSuccess();
    }

    boolean isHealthy(DemoAgent agent) {
        return "HEALTHY".equals(look(agent).path("status").asText());
    }

    /** Whether the platform sees that something is wrong. */
    boolean isHurt(DemoAgent agent) {
        return HURT.contains(look(agent).path("status").asText());
    }

    /** The agent's process, 0 while there is none. */
    long pid(DemoAgent agent) {
        return look(agent).path("heartbeat").path("process").path("pid").asLong(0);
    }

    /** How often its sidecar has restarted it. */
    int restarts(DemoAgent agent) {
        return look(agent).path("restarts").asInt();
    }

    boolean isRecovering(DemoAgent agent) {
        return OPEN.contains(look(agent).path("healing").path("recovery").path("state").asText());
    }

    /** All that was decided about its healing, which {@link #decide} replaces and {@link #restore} puts back. */
    ObjectNode decided(DemoAgent agent) {
        JsonNode healing = look(agent).path("healing");
        ObjectNode decided = object().put("policy", healing.path("policy").asText("manual"));
        Stream.of(PAUSED_UNTIL, PAUSE_REASON, "target").filter(healing::hasNonNull)
                .forEach(field -> decided.set(field, healing.get(field)));
        return decided;
    }

    void decide(DemoAgent agent, String policy) {
        put(agent, object().put("policy", policy));
    }

    /** A pause that is over by then is not taken any more. */
    void restore(DemoAgent agent, ObjectNode decided) {
        ObjectNode wanted = decided.deepCopy();
        if (!wanted.has(PAUSED_UNTIL) || !Instant.parse(wanted.path(PAUSED_UNTIL).asText()).isAfter(Instant.now())) {
            wanted.remove(List.of(PAUSED_UNTIL, PAUSE_REASON));
        }
        put(agent, wanted);
    }

    private void put(DemoAgent agent, ObjectNode wanted) {
        require(platform.put(path(agent, "/healing"), wanted), "the healing policy");
    }

    /** Forgets earlier restarts, which would open the breaker or make the next one wait. */
    void reset(DemoAgent agent) {
        require(platform.post(path(agent, "/healing/reset"), object()), "the reset of healing");
    }

    void arm(DemoAgent agent, ObjectNode fault) {
        require(platform.post(path(agent, "/faults"), fault), "the fault " + fault.path("type").asText());
    }

    /** Whether the sidecar has told of the fault, in whatever phase. */
    boolean isTold(DemoAgent agent, String faultId) {
        for (JsonNode fault : platform.get(path(agent, "/faults")).json().path("items")) {
            if (faultId.equals(fault.path("fault_id").asText())) {
                return fault.hasNonNull("phase");
            }
        }
        return false;
    }

    void clear(DemoAgent agent) {
        require(platform.delete(path(agent, "/faults")), "the end of faults");
    }

    void recover(DemoAgent agent) {
        require(platform.post(path(agent, "/recover"), object().put("reason", "the drill's round is over")),
                "the recovery");
    }

    private JsonNode look(DemoAgent agent) {
        return platform.get(path(agent, "")).json();
    }

    private static String path(DemoAgent agent, String rest) {
        return PlatformApi.path("/agents/", agent.id(), rest);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void require(Answer answer, String what) {
        if (!answer.isSuccess()) {
            throw new StackException("The platform refuses %s: %d %s".formatted(what, answer.status(), answer.text()));
        }
    }
}
