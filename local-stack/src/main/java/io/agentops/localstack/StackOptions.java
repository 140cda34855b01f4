package io.agentops.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.agentops.localstack.part.PostgresServer;

/**
 * How a stack is started.
 *
 * @param folder where data and logs go
 * @param binaries where executables are unpacked once
 * @param keepsData whether the folder outlives the stack, and writes survive a crash of the machine
 * @param migrates whether the database gets its schema before the stack counts as started
 * @param partitions of each topic
 * @param postgres which PostgreSQL runs
 */
public record StackOptions(Path folder, Path binaries, StackPorts ports, boolean keepsData, boolean migrates,
        int partitions, PostgresServer postgres) {

    /** Free ports, a folder that is deleted at the end, the schema in place, two partitions. */
    public static StackOptions forTests() {
        try {
            Path folder = Files.createTempDirectory("agentops-stack");
            return new StackOptions(folder, sharedBinaries(), StackPorts.free(), false, true, 2,
                    PostgresServer.EMBEDDED);
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary folder", e);
        }
    }

    /** Data kept in this folder, six partitions, the PostgreSQL that the environment names; the schema is left to the service that owns it. */
    public static StackOptions keptIn(Path folder, StackPorts ports) {
        return new StackOptions(folder, folder.resolve("bin"), ports, true, false, 6,
                PostgresServer.of(System.getenv()));
    }

    /** The same, with the schema in place before the stack counts as started. */
    public StackOptions withMigrations() {
        return new StackOptions(folder, binaries, ports, keepsData, true, partitions, postgres);
    }

    /** One copy for all test runs of a user: in their home, where nobody else can plant another. */
    private static Path sharedBinaries() {
        return Path.of(System.getProperty("user.home"), ".cache", "agentops");
    }
}
