package io.agentops.rca.evaluation;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.agentops.rca.engine.Engine;

/** Content made to be slow or large costs bounded time. What it costs exactly, the benchmark tells. */
class HostileRunsTest {

    /** Far more than twenty times what any takes. */
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    @TestFactory
    Stream<DynamicTest> costBoundedTime() {
        Engine engine = new Engine();
        return Corpus.load().stream().filter(subject -> subject.kind() == Kind.HOSTILE).map(subject -> DynamicTest
                .dynamicTest(subject.id(),
                        () -> assertTimeoutPreemptively(AT_MOST, () -> Outcome.of(engine, subject))));
    }
}
