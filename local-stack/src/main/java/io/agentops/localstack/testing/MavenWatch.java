package io.agentops.localstack.testing;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Ends a test JVM whose Maven was killed: Maven does not end what it forked, and the stack would live on with it.
 */
final class MavenWatch {

    private MavenWatch() {}

    /** Watches the nearest process above this one that is a JVM; without one, nothing is watched. */
    static void endWithMaven() {
        Stream.iterate(ProcessHandle.current().parent(), Optional::isPresent, up -> up.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream)
                .filter(MavenWatch::isJvm)
                .findFirst()
                .ifPresent(MavenWatch::endWith);
    }

    private static void endWith(ProcessHandle maven) {
        var unused = maven.onExit().thenRun(() -> Runtime.getRuntime().halt(1));
    }

    private static boolean isJvm(ProcessHandle process) {
        return process.info().command().filter(command -> command.endsWith("java")).isPresent();
    }
}
