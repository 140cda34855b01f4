package io.agentops.localstack.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.agentops.localstack.StackException;

/**
 * An agent whose sidecar was killed: it goes on, and the next sidecar would take it over. Where none comes, it is ended by what
 * the sidecar wrote down of it.
 */
final class LeftAgent {

    private static final Duration END = Duration.ofSeconds(5);

    private LeftAgent() {}

    /** Ends the process, if it is still there. One that only has the same id is left alone. */
    static void end(Path sidecarData) {
        Path file = sidecarData.resolve("process.json");
        if (!Files.exists(file)) {
            return;
        }
        try {
            JsonNode saved = new ObjectMapper().readTree(file.toFile());
            Instant started = Instant.ofEpochMilli(saved.path("startedAtMillis").asLong());
            ProcessHandle.of(saved.path("pid").asLong())
                    .filter(process -> StartTime.isOf(process, started))
                    .ifPresent(LeftAgent::end);
        } catch (IOException e) {
            throw new StackException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void end(ProcessHandle agent) {
        agent.destroy();
        try {
            agent.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            agent.destroyForcibly();
        } catch (InterruptedException e) {
            agent.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
