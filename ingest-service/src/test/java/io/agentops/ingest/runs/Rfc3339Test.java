package io.agentops.ingest.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

class Rfc3339Test {

    private static final JsonMapper JSON = JsonMapper.builder().addModule(StrictJson.times()).build();

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00.120Z", "2026-01-31T12:00:00.000100Z",
            "2000-01-01T00:00:00Z", "2024-02-29T23:59:59.999999Z"})
    void timesAreWrittenAsJavaWritesThemAndReadAgain(String time) throws JsonProcessingException {
        assertThat(JSON.writeValueAsString(Instant.parse(time))).isEqualTo('"' + time + '"')
                .isEqualTo('"' + Instant.parse(time).toString() + '"');
        assertThat(JSON.readValue('"' + time + '"', Instant.class)).isEqualTo(Instant.parse(time));
    }
}
