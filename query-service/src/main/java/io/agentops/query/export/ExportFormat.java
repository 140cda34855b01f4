package io.agentops.query.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import jakarta.ws.rs.core.MediaType;

import io.agentops.http.Parameters;
import io.agentops.http.Problem;
import io.agentops.http.ProblemException;

/** How a file is written. */
enum ExportFormat {

    NDJSON("application/x-ndjson"),
    CSV("text/csv");

    private static final List<String> NAMES = Arrays.stream(values()).map(ExportFormat::toString).toList();

    private final String mediaType;

    ExportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /**
     * The format a client names, or else the one it likes best.
     *
     * @throws ProblemException 422 for a name of none, 406 where it takes none
     */
    static ExportFormat of(String name, List<MediaType> accepted) {
        Optional<String> named = Parameters.oneOf("format", name, NAMES);
        if (named.isPresent()) {
            return valueOf(named.get().toUpperCase(Locale.ROOT));
        }
        return accepted.stream().flatMap(type -> Arrays.stream(values()).filter(format -> format.is(type))).findFirst()
                .orElseThrow(() -> ProblemException.of(Problem.of(406,
                        "An export is application/x-ndjson or text/csv.")));
    }

    String contentType() {
        return this == CSV ? mediaType + "; charset=utf-8; header=present" : mediaType;
    }

    /** Also the ending of a file's name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private boolean is(MediaType type) {
        return MediaType.valueOf(mediaType).isCompatible(type);
    }
}
