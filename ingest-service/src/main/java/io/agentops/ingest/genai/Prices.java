package io.agentops.ingest.genai;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What models cost, in US dollars for a million tokens. A model's name is looked up as it is, then without what dates a
 * release. The entry of its provider counts, else one without a provider, else another provider's: resellers ask list prices.
 *
 * @param version names this table in every cost computed by it
 */
public record Prices(String version, List<Price> models) {

    private static final int DIGITS_OF_MILLION = 6;

    /**
     * The price of one model.
     *
     * @param provider a value of {@code gen_ai.provider.name}; null for any
     * @param cacheRead for tokens read from a cache; where absent, the price of input
     * @param cacheWrite for tokens written to a cache; where absent, the price of input
     */
    public record Price(String provider, String model, BigDecimal input, BigDecimal output,
            @JsonProperty("cache_read") BigDecimal cacheRead, @JsonProperty("cache_write") BigDecimal cacheWrite) {

        /** Checks that a price can be computed with. */
        public Price {
            if (model == null || input == null || output == null || input.signum() < 0 || output.signum() < 0) {
                throw new IllegalArgumentException(
                        "model: " + model + " needs an input and an output price, not negative");
            }
        }
    }

    /** Checks that the table can be named. */
    public Prices {
        if (version == null || version.isBlank()) {
            throw new IllegalArgumentException("version: a price table needs one");
        }
        models = List.copyOf(models);
    }

    /** This table's entries before those of another, under both versions. */
    Prices before(Prices others) {
        return new Prices(version + "+" + others.version,
                Stream.concat(models.stream(), others.models.stream()).toList());
    }

    /** The cost of a request, if any of the models is in the table and tokens are told; the first model that is counts. */
    Optional<BigDecimal> cost(String provider, List<String> models, Usage usage) {
        if (usage.total() == 0) {
            return Optional.empty();
        }
        return models.stream().filter(model -> model != null).map(model -> find(provider, model))
                .flatMap(Optional::stream).findFirst().map(price -> cost(price, usage));
    }

    private static BigDecimal cost(Price price, Usage usage) {
        long input = usage.input() == null ? 0 : usage.input();
        long read = Math.min(input, usage.cacheRead() == null ? 0 : usage.cacheRead());
        long write = Math.min(input - read, usage.cacheWrite() == null ? 0 : usage.cacheWrite());
        return times(price.input, input - read - write)
                .add(times(price.cacheRead == null ? price.input : price.cacheRead, read))
                .add(times(price.cacheWrite == null ? price.input : price.cacheWrite, write))
                .add(times(price.output, usage.output() == null ? 0 : usage.output()))
                .movePointLeft(DIGITS_OF_MILLION).stripTrailingZeros();
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }

    private Optional<Price> find(String provider, String model) {
        String name = model.toLowerCase(Locale.ROOT);
        // "models/x" and "provider/x" are how gateways name x.
        String plain = name.substring(name.lastIndexOf('/') + 1);
        return named(provider, plain).or(() -> named(provider, undated(plain)));
    }

    private Optional<Price> named(String provider, String name) {
        List<Price> found = models.stream().filter(price -> price.model.equals(name)).toList();
        return found.stream().filter(price -> price.provider != null && price.provider.equals(provider)).findFirst()
                .or(() -> found.stream().filter(price -> price.provider == null).findFirst())
                .or(() -> found.stream().findFirst());
    }

    /** {@code gpt-4o-2024-08-06}, {@code claude-3-5-sonnet-20241022}, {@code gemini-1.5-pro-002}, {@code x-latest}. */
    private static String undated(String model) {
        return model.replaceFirst("[-@](\\d{4}-\\d{2}-\\d{2}|\\d{8}|\\d{4}|\\d{3}|latest)(-v\\d+(:\\d+)?)?$", "");
    }
}
