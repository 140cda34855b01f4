package io.agentops.localstack.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    private static final Path USUAL = Path.of("/home/agentops/.agentops");

    @Test
    void upAloneTakesPort8080AndTheUsualFolder() {
        assertThat(parse("up")).isEqualTo(new CommandLine(CommandLine.Command.UP, 8080, USUAL, true));
    }

    @Test
    void aRelativeFolderIsRelativeToTheCaller() {
        assertThat(parse("parts", "--data", "../d", "--port", "9080"))
                .isEqualTo(new CommandLine(CommandLine.Command.PARTS, 9080, Path.of("/tmp/d"), true));
    }

    @Test
    void theDemoIsLeftOutOnDemand() {
        assertThat(parse("up", "--no-demo")).isEqualTo(new CommandLine(CommandLine.Command.UP, 8080, USUAL, false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            sing;              Unknown command sing
            up --colour red;   Unknown option --colour
            up --port;         --port needs a value
            up --port many;    --port must be a number, was many
            up --port 80;      --port must be from 1024 to 65515, was 80
            """)
    void aMistakeIsNamed(String line, String message) {
        assertThatThrownBy(() -> parse(line.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static CommandLine parse(String... arguments) {
        return CommandLine.parse(USUAL, Path.of("/tmp/caller"), arguments);
    }
}
