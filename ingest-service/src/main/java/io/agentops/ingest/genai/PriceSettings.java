package io.agentops.ingest.genai;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Where prices of models come from. */
@ConfigMapping(prefix = "agentops.prices")
public interface PriceSettings {

    /** A price table to use instead of the built-in one, which holds list prices. */
    Optional<Path> file();

    /** Price tables of single projects, by project id: their entries count before those of {@link #file()}. */
    Map<String, Path> projects();
}
