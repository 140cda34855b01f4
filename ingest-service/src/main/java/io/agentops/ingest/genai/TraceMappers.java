package io.agentops.ingest.genai;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.json.JsonMapper;

import io.agentops.ingest.privacy.Privacy;
import io.quarkus.runtime.Startup;

/** The mapper of each project, with its prices and the length of its summaries. A price table that cannot be read ends the start, not a run. */
@Startup
@Singleton
public class TraceMappers {

    private static final String BUILT_IN = "/prices/models.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Prices prices;
    private final Map<String, Prices> pricesOf = new HashMap<>();
    private final Privacy privacy;

    TraceMappers(PriceSettings settings, Privacy privacy) {
        this.privacy = privacy;
        prices = settings.file().map(TraceMappers::read).orElseGet(TraceMappers::builtIn);
        settings.projects().forEach((project, file) -> pricesOf.put(project, read(file).before(prices)));
    }

    /** The mapper for a project's traces. */
    public TraceMapper of(String project) {
        return new TraceMapper(project, pricesOf.getOrDefault(project, prices),
                privacy.summaryLength(project));
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
