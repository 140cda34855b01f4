package io.agentops.ingest.genai;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.agentops.contract.run.Cost;
import io.agentops.contract.run.Step;
import io.agentops.contract.run.StepBuilder;

/** Reads steps from the spans of one run. */
final class StepReader {

    private final RunSpans run;
    private final Prices prices;
    private final int summaryLength;

    StepReader(RunSpans run, Prices prices, int summaryLength) {
        this.run = run;
        this.prices = prices;
        this.summaryLength = summaryLength;
    }

    /** The id of the step that a span becomes. */
    static String id(SpanNode node) {
        return TextLimits.id(node.attributes().text("agentops.step.id"), node.span().spanId());
    }

    /** The step around a span of the run; null where it is the run's own. */
    SpanNode around(SpanNode node) {
        return node.above(above -> run.contains(above) && isStep(above));
    }

    /** Whether a span becomes a step: a call within a step that its reporter numbered is that step's. */
    boolean isStep(SpanNode node) {
        if (!run.isStep(node)) {
            return false;
        }
        return node.kind() != Kind.TOOL || node.attributes().has("agentops.step.id")
                || node.parent() == null || !node.parent().attributes().has("agentops.step.id");
    }

    Step read(SpanNode node) {
        Attributes attributes = node.attributes();
        SpanError problems = SpanError.of(node);
        SpanNode around = around(node);
        Usage usage = node.usage();
        Map<String, Object> metadata = metadata(node, usage);
        return StepBuilder.builder()
                .stepId(id(node))
                .seq(seq(attributes))
                .parentStepId(around == null || id(around).equals(id(node)) ? null : id(around))
                .stepType(isTransport(node) ? Kind.GENERIC.stepType() : node.kind().stepType())
                .name(TextLimits.cut(node.span().name(), TextLimits.LABEL))
                .model(TextLimits.cut(model(attributes), TextLimits.LABEL))
                .status(status(node))
                .startedAt(node.span().startedAt())
                .endedAt(end(node))
                .inputSummary(summary(MessageText.input(node)))
                .outputSummary(summary(MessageText.output(node)))
                .errorType(problems.type())
                .errorMessage(problems.message())
                .cost(cost(node, usage, metadata))
                .metadata(metadata)
                .build();
    }

    /** A text of content, as long as summaries of the project may be. */
    String summary(String text) {
        return TextLimits.cut(text, summaryLength);
    }

    static String status(SpanNode node) {
        if (node.failed()) {
            return "failure";
        }
        return node.span().endedAt() == null ? "running" : "success";
    }

    static Instant end(SpanNode node) {
        Instant end = node.span().endedAt();
        return end != null && end.isBefore(node.span().startedAt()) ? node.span().startedAt() : end;
    }

    static String model(Attributes attributes) {
        return attributes.text("gen_ai.response.model", "gen_ai.request.model", "llm.model_name",
                "langfuse.observation.model.name", "llm.response.model", "llm.request.model");
    }

    /** The cost of a span's own request: as reported, else as the table prices it. */
    Optional<BigDecimal> usd(SpanNode node, Usage usage) {
        if (usage.reportedUsd() != null) {
            return Optional.of(usage.reportedUsd());
        }
        Attributes attributes = node.attributes();
        return prices.cost(provider(attributes), Arrays.asList(attributes.text("gen_ai.response.model"),
                attributes.text("gen_ai.request.model", "llm.model_name", "langfuse.observation.model.name")), usage);
    }

    private Cost cost(SpanNode node, Usage usage, Map<String, Object> metadata) {
        if (usage.isNone() || !node.kind().asksModel()) {
            return null;
        }
        Optional<BigDecimal> usd = usd(node, usage);
        usd.ifPresent(cost -> {
            metadata.put("cost_source", usage.reportedUsd() == null ? "computed" : "reported");
            if (usage.reportedUsd() == null) {
                metadata.put("price_version", prices.version());
            }
        });
        return new Cost(usage.input(), usage.output(), usd.orElse(null));
    }

    /** Whether it is how a call travelled, which the call's own span tells of. */
    private boolean isTransport(SpanNode node) {
        return node.kind() == Kind.TOOL && CallReader.carried(node, run) != null;
    }

    private static Integer seq(Attributes attributes) {
        Long seq = attributes.whole("agentops.step.seq");
        return seq == null || seq < 0 || seq > Integer.MAX_VALUE ? null : (Integer) seq.intValue();
    }

    private static String provider(Attributes attributes) {
        String provider = attributes.text("gen_ai.provider.name", "gen_ai.system", "llm.provider");
        return provider == null ? null : provider.toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> metadata(SpanNode node, Usage usage) {
        Attributes attributes = node.attributes();
        Map<String, Object> metadata = new LinkedHashMap<>();
        if (node.awaitsParent()) {
            metadata.put("orphan", true);
        }
        put(metadata, "provider", provider(attributes));
        put(metadata, "agent_name", attributes.text("gen_ai.agent.name"));
        put(metadata, "response_id", attributes.text("gen_ai.response.id"));
        put(metadata, "finish_reasons", attributes.text("gen_ai.response.finish_reasons"));
        put(metadata, "time_to_first_chunk_s", attributes.decimal("gen_ai.response.time_to_first_chunk"));
        for (String name : List.of("temperature", "top_p", "max_tokens", "seed", "top_k", "frequency_penalty",
                "presence_penalty", "choice.count")) {
            put(metadata, name, attributes.decimal("gen_ai.request." + name));
        }
        put(metadata, "output_type", attributes.text("gen_ai.output.type"));
        put(metadata, "retrieval_top_k", attributes.decimal("gen_ai.retrieval.top_k"));
        put(metadata, "tool_description", attributes.text("gen_ai.tool.description"));
        put(metadata, "mcp_session_id", attributes.text("mcp.session.id"));
        put(metadata, "server_address", attributes.text("server.address"));
        put(metadata, "transfer_mode", attributes.text("gen_ai.transfer.mode"));
        put(metadata, "data_source_id", attributes.text("gen_ai.data_source.id"));
        put(metadata, "prompt_name", attributes.text("gen_ai.prompt.name"));
        put(metadata, "prompt_version", attributes.text("gen_ai.prompt.version"));
        put(metadata, "tool_type", attributes.text("gen_ai.tool.type"));
        put(metadata, "mcp_method", attributes.text("mcp.method.name"));
        put(metadata, "transfer_target", attributes.text("gen_ai.transfer.target.name"));
        if (node.kind().asksModel()) {
            usage.describe(metadata);
        }
        return metadata;
    }

    private static void put(Map<String, Object> metadata, String name, Object value) {
        if (value != null) {
            metadata.put(name, value instanceof String text ? TextLimits.cut(text, TextLimits.METADATA) : value);
        }
    }
}
