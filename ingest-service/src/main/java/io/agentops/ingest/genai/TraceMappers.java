package io.agentops.ingest.genai;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.json.JsonMapper;

import io.quarkus.runtime.Startup;

/** The mapper of each project, with its prices. A price table that cannot be read ends the start, not a run. */
@Startup
@Singleton
public class TraceMappers {

    private static final String BUILT_IN = "/prices/models.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Prices prices;
    private final Map<String, Prices> pricesOf = new HashMap<>();

    TraceMappers(PriceSettings settings) {
        prices = settings.file().map(TraceMappers::read).orElseGet(TraceMappers::builtIn);
        settings.projects().forEach((project, file) -> pricesOf.put(project, read(file).before(prices)));
    }

    /** The mapper for a project's traces. */
    public TraceMapper of(String project) {
        return new TraceMapper(project, pricesOf.getOrDefault(project, prices), TextLimits.TEXT);
    }

    private static Prices builtIn() {
        try (InputStream in = TraceMappers.class.getResourceAsStream(BUILT_IN)) {
            return JSON.readValue(in, Prices.class);
        } catch (IOException e) {
            throw new IllegalStateException("The built-in price table cannot be read", e);
        }
    }

    private static Prices read(Path file) {
        try {
            return JSON.readValue(Files.readAllBytes(file), Prices.class);
        } catch (IOException e) {
            throw new IllegalStateException("agentops.prices: " + file + " is no price table: " + e.getMessage(), e);
        }
    }
}
