package io.agentops.ingest.genai;

import java.math.BigDecimal;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one model request used, as its span says. By the semantic conventions cached tokens are a part of the input, and
 * reasoning tokens a part of the output.
 *
 * @param reportedUsd the cost that the reporter itself gave; no convention names one
 */
record Usage(Long input, Long output, Long cacheRead, Long cacheWrite, Long reasoning, BigDecimal reportedUsd) {

    /** Beyond this a number is a fault of the reporter, and a sum of them could overflow. */
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private static final BigDecimal MOST_USD = new BigDecimal("1e12");

    private static final Usage NONE = new Usage(null, null, null, null, null, null);

    /** Reads the usage under the names of every dialect. */
    static Usage of(Attributes attributes) {
        JsonNode langfuse = attributes.structure("langfuse.observation.usage_details");
        JsonNode langfuseCost = attributes.structure("langfuse.observation.cost_details");
        return new Usage(
                or(attributes.whole("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens",
                        "llm.token_count.prompt", "llm.usage.prompt_tokens"), langfuse, "input"),
                or(attributes.whole("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens",
                        "llm.token_count.completion", "llm.usage.completion_tokens"), langfuse, "output"),
                or(attributes.whole("gen_ai.usage.cache_read.input_tokens", "gen_ai.usage.cache_read_input_tokens",
                        "llm.token_count.prompt_details.cache_read"), langfuse, "input_cached_tokens"),
                count(attributes.whole("gen_ai.usage.cache_write.input_tokens",
                        "gen_ai.usage.cache_creation.input_tokens", "gen_ai.usage.cache_creation_input_tokens",
                        "llm.token_count.prompt_details.cache_write")),
                count(attributes.whole("gen_ai.usage.reasoning.output_tokens", "gen_ai.usage.reasoning_tokens",
                        "llm.token_count.completion_details.reasoning")),
                positive(attributes.decimal("gen_ai.usage.cost", "llm.usage.cost", "llm.cost.total", "operation.cost"),
                        langfuseCost))
                .orNone();
    }

    boolean isNone() {
        return equals(NONE);
    }

    /** Input and output together; zero where neither is told. */
    long total() {
        return (input == null ? 0 : input) + (output == null ? 0 : output);
    }

    /** Adds what is told beyond input and output to a step's metadata. */
    void describe(Map<String, Object> metadata) {
        put(metadata, "tokens_cache_read", cacheRead);
        put(metadata, "tokens_cache_write", cacheWrite);
        put(metadata, "tokens_reasoning", reasoning);
    }

    private Usage orNone() {
        // Zero tokens everywhere is how some libraries say that they do not know.
        return total() == 0 && reportedUsd == null ? NONE : this;
    }

    private static void put(Map<String, Object> metadata, String name, Long tokens) {
        if (tokens != null && tokens > 0) {
            metadata.put(name, tokens);
        }
    }

    private static Long or(Long told, JsonNode details, String name) {
        if (told != null) {
            return count(told);
        }
        JsonNode detail = details == null ? null : details.get(name);
        return detail != null && detail.isIntegralNumber() && detail.canConvertToLong()
                ? count(detail.longValue())
                : null;
    }

    private static Long count(Long told) {
        return told == null || told < 0 || told > MOST_TOKENS ? null : told;
    }

    private static BigDecimal positive(BigDecimal told, JsonNode details) {
        BigDecimal cost = told == null && details != null
                ? new Attributes(Map.of("total", details.path("total").asText())).decimal("total")
                : told;
        return cost == null || cost.signum() < 0 || cost.compareTo(MOST_USD) > 0 || cost.scale() > 30 ? null : cost;
    }
}
