package io.agentops.localstack.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.agentops.localstack.LocalStack;
import io.agentops.localstack.StackOptions;
import io.agentops.localstack.part.Part;

class ReaperTest {

    @Test
    void nothingIsLeftWhenTheJvmIsKilled() throws Exception {
        Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", System.getProperty("java.class.path"), Holder.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<ProcessHandle> children;
        Path folder;
        try (BufferedReader said = jvm.inputReader()) {
            folder = Path.of(said.readLine());
            children = Stream.of(said.readLine().split(" ", -1)).map(Long::valueOf).map(ProcessHandle::of)
                    .flatMap(Optional::stream).toList();
            assertThat(children).hasSize(3).allMatch(ProcessHandle::isAlive);
            assertThat(folder).isDirectory();
        } finally {
            jvm.destroyForcibly();
        }
        await().atMost(20, SECONDS).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        await().atMost(20, SECONDS).until(() -> !Files.exists(folder));
    }

    /** Holds a stack until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws Exception {
            StackOptions options = StackOptions.forTests();
            LocalStack stack = LocalStack.start(options);
            System.out.println(options.folder());
            System.out.println(String.join(" ",
                    stack.parts().stream().map(Part::pid).map(String::valueOf).toList()));
            Thread.currentThread().join();
        }
    }
}
