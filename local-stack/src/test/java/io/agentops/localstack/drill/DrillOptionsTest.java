package io.agentops.localstack.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrillOptionsTest {

    @Test
    void byDefaultEveryFaultComesOnce() {
        assertThat(DrillOptions.parse(Path.of("/tmp")))
                .isEqualTo(new DrillOptions(8080, 1, 7, List.of(FaultClass.values()), Optional.empty()));
    }

    @Test
    void faultsRoundsSeedAndAFileCanBeChosen() {
        assertThat(DrillOptions.parse(Path.of("/tmp"), "--faults", "rate_limit,crash", "--rounds", "3", "--seed", "11",
                "--port", "9080", "--write", "docs/drill.md"))
                .isEqualTo(new DrillOptions(9080, 3, 11, List.of(FaultClass.RATE_LIMIT, FaultClass.CRASH),
                        Optional.of(Path.of("/tmp/docs/drill.md"))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            --rounds 0;        --rounds must be from 1 to 100, was 0
            --rounds;          --rounds needs a value
            --faults flood;    Unknown fault flood
            --port many;       --port must be a number, was many
            --colour red;      Unknown option --colour
            """)
    void aMistakeIsNamed(String line, String message) {
        assertThatThrownBy(() -> DrillOptions.parse(Path.of("/tmp"), line.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
