package io.agentops.rca.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

class RepetitionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void numbersAndRepeats() throws JsonProcessingException {
        assertThat(Repetition.of(JSON.readTree("""
                [{"times": 2, "page": "@{n}", "texts": ["p {n}", "${ab*3}!"]}, {"once": "{app=\\"web\\"}"}]""")))
                .containsExactly(JSON.readTree("""
                        {"times": 2, "page": 1, "texts": ["p 1", "ababab!"]}"""), JSON.readTree("""
                        {"times": 2, "page": 2, "texts": ["p 2", "ababab!"]}"""), JSON.readTree("""
                        {"once": "{app=\\"web\\"}"}"""));
    }
}
