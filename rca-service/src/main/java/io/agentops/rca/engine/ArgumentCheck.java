package io.agentops.rca.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;

import io.agentops.contract.run.ToolDefinition;

/** Checks the arguments of a run's calls against the schemas of the tools that the agent was offered. */
final class ArgumentCheck {

    /** Compiling a schema costs more than checking ten calls with it; compiled ones are kept, up to a bound. */
    private static final Map<JsonNode, JsonSchema> COMPILED = Collections
            .synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<JsonNode, JsonSchema> eldest) {
                    return size() > 500;
                }
            });
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .locale(Locale.ENGLISH)
            .build();
    private static final Pattern MASK = Pattern.compile("\\[(email|phone|card|iban|secret)\\]");
    private static final int MAX_DEFINITIONS = 1000;
    private static final int MAX_ARGUMENT_NODES = 5000;
    private static final int MAX_KEPT_SCHEMA = 20_000;
    /** A pattern with one repetition takes up to the square of a text's length. */
    private static final long MAX_PATTERN_WORK = 20_000_000;
    private static final String NO_PATTERNS = "\u0000";
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,18}(?:\\.\\d{1,18})?|true|false");

    private final Set<String> offered = new HashSet<>();
    private final Map<String, JsonNode> parameters = new HashMap<>();
    private final Map<String, JsonSchema> schemas = new HashMap<>();
    /** Arguments looked at in one run, in JSON nodes; more are not checked. */
    private int budget = 500_000;
    private int tooLarge;
    private boolean unusable;

    /**
     * What is wrong with the arguments of one call.
     *
     * @param readable whether a lenient tool could read the value as the type it asks for: the text "5" as a number
     */
    record Mismatch(String field, String keyword, String words, boolean readable) {}

    ArgumentCheck(List<ToolDefinition> definitions) {
        for (ToolDefinition definition : definitions) {
            if (definition != null && definition.toolName() != null) {
                String name = plain(definition.toolName());
                offered.add(name);
                if (parameters.size() < MAX_DEFINITIONS) {
                    parameters.putIfAbsent(name, definition.parameters());
                }
            }
        }
    }

    /** Model APIs refuse dots in names, so {@code hotel.book} is called as {@code hotel_book}. */
    private static String plain(String tool) {
        return tool.strip().replace('.', '_').replace('-', '_').replace('/', '_');
    }

    boolean offersNothing() {
        return offered.isEmpty();
    }

    boolean offers(String tool) {
        return tool != null && offered.contains(plain(tool));
    }

    boolean checks(String tool) {
        return offers(tool) && parameters.get(plain(tool)) != null;
    }

    /** What could not be checked, in words. */
    List<String> leftOut() {
        List<String> words = new ArrayList<>();
        if (offered.size() > parameters.size()) {
            words.add("Arguments were checked against the schemas of the first " + MAX_DEFINITIONS + " tools only.");
        }
        if (tooLarge > 0) {
            words.add("Arguments of " + tooLarge + " calls were too large to be checked in full.");
        }
        if (unusable) {
            words.add("A tool's schema could not be used: arguments were not checked against it.");
        }
        return words;
    }

    /** What breaks the tool's schema, at most five mismatches in a fixed order; empty when all is well or nothing is known. */
    List<Mismatch> check(String tool, JsonNode args) {
        int size = args == null ? 0 : size(args, MAX_ARGUMENT_NODES);
        if (args == null || args.isNull() || !checks(tool)) {
            return List.of();
        }
        if (size >= MAX_ARGUMENT_NODES || budget < size) {
            tooLarge++;
            return List.of();
        }
        budget -= size + 1;
        List<Mismatch> found = new ArrayList<>();
        try {
            boolean patterns = work(args, MAX_PATTERN_WORK) < MAX_PATTERN_WORK;
            tooLarge += patterns ? 0 : 1;
            for (ValidationMessage message : schema(plain(tool), patterns).validate(args)) {
                if (!isMasked(message.getInstanceNode())) {
                    found.add(mismatch(message));
                }
            }
        } catch (RuntimeException | StackOverflowError thrown) {
            // A schema that the library cannot work with tells nothing about the call.
            unusable = true;
            return List.of();
        }
        found.sort(Comparator.comparing(Mismatch::keyword).thenComparing(Mismatch::field)
                .thenComparing(Mismatch::words));
        return found.stream().distinct().limit(5).toList();
    }

    private JsonSchema schema(String tool, boolean patterns) {
        return schemas.computeIfAbsent(patterns ? tool : tool + NO_PATTERNS, name -> {
            JsonNode plain = LenientSchema.of(parameters.get(tool), patterns);
            JsonSchema kept = COMPILED.get(plain);
            if (kept == null) {
                kept = FACTORY.getSchema(SchemaLocation.DOCUMENT, plain, CONFIG);
                if (size(plain, MAX_KEPT_SCHEMA) < MAX_KEPT_SCHEMA) {
                    COMPILED.put(plain, kept);
                }
            }
            return kept;
        });
    }

    /** What the agent sent in place of a mask is unknown, and so is whether it fitted. */
    private static boolean isMasked(JsonNode value) {
        return value != null && value.isTextual() && MASK.matcher(value.textValue()).find();
    }

    private static Mismatch mismatch(ValidationMessage message) {
        String at = message.getInstanceLocation().toString().replaceFirst("^\\$?[./]?", "");
        String field = Optional.ofNullable(message.getProperty()).filter(p -> !p.isBlank())
                .map(property -> at.isEmpty() ? property : at + "." + property).orElse(at.isEmpty() ? "arguments" : at);
        String words = message.getMessage().replaceFirst("^[^:]{0,200}: ", "");
        JsonNode value = message.getInstanceNode();
        boolean readable = "type".equals(message.getType()) && value != null && value.isTextual()
                && value.textValue().length() <= 40 && NUMBER.matcher(value.textValue()).matches();
        return new Mismatch(Excerpt.line(field, 80), message.getType(), Excerpt.line(words, 160), readable);
    }

    /** How long patterns may take over the texts of a value, counted no further than {@code max}. */
    private static long work(JsonNode node, long max) {
        if (node.isTextual()) {
            long length = node.textValue().length();
            return Math.min(max, length * length);
        }
        long work = 0;
        for (JsonNode child : node) {
            work += work >= max ? 0 : work(child, max - work);
        }
        return work;
    }

    /** How many nodes a value has, counted no further than {@code max}. */
    private static int size(JsonNode node, int max) {
        int size = 1;
        if (node.isContainerNode()) {
            for (JsonNode child : node) {
                size += size >= max ? 0 : size(child, max - size);
                if (size >= max) {
                    return max;
                }
            }
        }
        return size;
    }
}
