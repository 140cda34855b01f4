package io.agentops.localstack.platform;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.agentops.localstack.PlatformApi;

/**
 * Has demo agents healed by themselves, by the platform's own door. Only those that are new to the platform: what somebody decided
 * about one that is known stays.
 */
final class DemoHealing {

    private static final int MOST_TRIES = 60;

    private final PlatformApi platform;
    private final Console console;
    private final List<DemoAgent> fresh = new ArrayList<>();

    DemoHealing(int base, Console console) {
        this.platform = new PlatformApi(base);
        this.console = console;
    }

    /** Looks which agents are new; to be called before they are started. */
    void look() {
        Arrays.stream(DemoAgent.values()).filter(agent -> platform.get("/agents/" + agent.id()).status() == 404)
                .forEach(fresh::add);
    }

    /** Waits, beside everything else, until each has registered, and sets its policy. */
    void begin() {
        Thread thread = new Thread(() -> fresh.forEach(this::set), "demo-healing");
        thread.setDaemon(true);
        thread.start();
    }

    private void set(DemoAgent agent) {
        ObjectNode policy = JsonNodeFactory.instance.objectNode().put("policy", "automatic");
        try {
            for (int tries = 0; tries < MOST_TRIES; tries++) {
                if (platform.put("/agents/" + agent.id() + "/healing", policy).isSuccess()) {
                    return;
                }
                TimeUnit.SECONDS.sleep(1);
            }
            console.step(agent.id() + " is not known to the platform, so it is not healed by itself");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
