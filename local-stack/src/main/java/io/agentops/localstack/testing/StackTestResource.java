package io.agentops.localstack.testing;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Gives every {@code @QuarkusTest} of a module that depends on this one real parts, without an annotation.
 */
public final class StackTestResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        return SharedStack.settings();
    }

    /** The stack is shared by all tests of the JVM and ends with it. */
    @Override
    public void stop() {}
}
