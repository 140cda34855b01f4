package io.agentops.query.export;

import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Writes a JSON object a line. */
final class NdjsonWriter implements FileWriter {

    private final ObjectMapper mapper;

    NdjsonWriter(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public String head() {
        return "";
    }

    @Override
    public String run(ExportedRun run) {
        return line(run);
    }

    @Override
    public String truncated(long rows, String nextCursor) {
        return line(new Truncated(true, rows, nextCursor));
    }

    private String line(Object object) {
        try {
            return mapper.writeValueAsString(object) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last line of a file that has not all runs. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @RegisterForReflection
    record Truncated(
            boolean truncated,
            long rows,
            String nextCursor) {}
}
