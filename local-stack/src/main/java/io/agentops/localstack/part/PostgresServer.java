package io.agentops.localstack.part;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which PostgreSQL runs, and with what.
 *
 * @param home the folder that holds the {@code bin} of an installed one; empty for the embedded one
 * @param options more options of the server, which win
 */
public record PostgresServer(Optional<Path> home, List<String> options) {

    /** The embedded one as it is. */
    public static final PostgresServer EMBEDDED = new PostgresServer(Optional.empty(), List.of());

    /** What {@code AGENTOPS_POSTGRES_HOME} and {@code AGENTOPS_POSTGRES_OPTS} say, each of which may be missing. */
    public static PostgresServer of(Map<String, String> environment) {
        return new PostgresServer(
                Optional.ofNullable(environment.get("AGENTOPS_POSTGRES_HOME")).filter(home -> !home.isBlank())
                        .map(Path::of),
                Arrays.stream(environment.getOrDefault("AGENTOPS_POSTGRES_OPTS", "").split("\\s+", -1))
                        .filter(option -> !option.isEmpty()).toList());
    }
}
