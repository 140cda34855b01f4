package io.agentops.ingest.genai;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.contract.run.ToolDefinition;

/**
 * The version of an agent: as it is told, or else a fingerprint of what it is made of, so that a change of its prompt, tools
 * or model shows as another version even where nobody counts them.
 */
final class AgentVersion {

    private AgentVersion() {}

    static String of(RunSpans run, SpanNode told) {
        String version = told.attributes().text("agentops.agent.version", "gen_ai.agent.version", "agent.version");
        if (version == null) {
            version = told.resource().text("service.version");
        }
        return version == null ? fingerprint(run) : version;
    }

    /** Of the agent's own first request: what agents called by it are made of changes with whom it calls. */
    private static String fingerprint(RunSpans run) {
        SpanNode request = run.members().stream().filter(node -> node.kind() == Kind.LLM)
                .filter(node -> node.above(above -> above.kind() == Kind.AGENT && above != run.head()) == null)
                .findFirst().orElse(null);
        if (request == null) {
            return null;
        }
        String model = request.attributes().text("gen_ai.request.model", "llm.model_name");
        String instructions = request.attributes().text("gen_ai.system_instructions");
        String names = ToolDefinitions.of(List.of(request)).stream().map(ToolDefinition::toolName).sorted()
                .collect(Collectors.joining(","));
        if (instructions == null && names.isEmpty()) {
            return null;
        }
        String parameters = Stream.of("temperature", "top_p", "top_k", "max_tokens", "seed")
                .map(name -> Objects.toString(request.attributes().text("gen_ai.request." + name), ""))
                .collect(Collectors.joining(","));
        String made = Objects.toString(model, "") + "\n" + parameters + "\n" + names + "\n"
                + Objects.toString(instructions, "");
        return "config-" + digest(made).substring(0, 12);
    }

    private static String digest(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
