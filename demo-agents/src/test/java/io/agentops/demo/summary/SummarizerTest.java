package io.agentops.demo.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

class SummarizerTest {

    @Test
    void threeSentencesOfWhatIsSaidMostComeInTheirOrder() {
        assertThat(Summarizer.summarise(List.of(
                "Kettles boil water. Kettles boil water fast. Toasters brown bread slices.",
                "Ovens bake bread. Poodles bark.")))
                .isEqualTo("Kettles boil water. Toasters brown bread slices. Ovens bake bread.");
    }

    @Test
    void ofNothingThereIsNoSummary() {
        assertThat(Summarizer.summarise(List.of())).isEmpty();
        assertThat(Summarizer.summarise(List.of(" "))).isEmpty();
    }
}
