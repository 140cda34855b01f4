package io.agentops.rca.evaluation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.agentops.contract.rca.Category;
import io.agentops.contract.run.AgentRun;

/**
 * The labelled runs, in files by what they show.
 *
 * <p>A case has an {@code id}, the {@code team} whose agent, model, version and tools it takes over (unless {@code tools} is
 * {@code none}), a sentence {@code why}, and a run as {@link WireForm} reads it. Its {@code label} is the file's name where that
 * is a category, else {@code unknown}; its {@code kind} is the file's name where that is a kind, else {@code plain}; both can
 * be given. {@code also} lists other answers that are not wrong, {@code guilty} the steps or calls where to look first.
 * {@code history} is what {@link HistoryForm} reads.
 */
final class Corpus {

    private static final List<String> FILES = List.of("tool_schema_mismatch", "rate_limited", "tool_permission",
            "timeout", "planner_loop", "retrieval_empty", "prompt_regression", "unknown", "healthy", "recovered",
            "semantic",
            "insufficient", "hostile");

    private static final Set<String> NAMES = Set.of("id", "team", "kind", "label", "also", "guilty", "why", "history",
            "version",
            "status", "error", "steps", "guards", "failures", "tools", "offers");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper RUNS = new ObjectMapper().registerModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final JsonNode teams;
    private final Set<String> ids = new HashSet<>();

    private Corpus(JsonNode teams) {
        this.teams = teams;
    }

    /** All cases, always in the same order. */
    static List<Case> load() {
        Corpus corpus = new Corpus(read("teams"));
        List<Case> cases = new ArrayList<>();
        FILES.forEach(file -> read(file).forEach(node -> cases.add(corpus.caseOf(file, node))));
        return cases;
    }

    private Case caseOf(String file, JsonNode node) {
        onlyKnown(node, NAMES);
        String id = node.path("id").asText();
        Kind kind = word(Kind.values(), node.path("kind"), file, Kind.PLAIN);
        JsonNode team = teams.path(node.path("team").asText());
        if (!ids.add(id) || team.isMissingNode() || !node.hasNonNull("why")) {
            throw new IllegalArgumentException(file + ": case '" + id + "' is there twice, or lacks its team or why");
        }
        try {
            AgentRun run = RUNS.treeToValue(new WireForm(team, node, kind).run(), AgentRun.class);
            return new Case(id, kind, word(Category.values(), node.path("label"), file, Category.UNKNOWN),
                    also(node.path("also")), texts(node.path("guilty")), node.get("why").asText(), run,
                    HistoryForm.read(node.path("history")));
        } catch (IOException e) {
            throw new UncheckedIOException(id, e);
        }
    }

    private static Set<Category> also(JsonNode list) {
        Set<Category> also = EnumSet.noneOf(Category.class);
        list.forEach(each -> also.add(word(Category.values(), each, "", null)));
        return also;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }

    /** The one given, which must be known; without, the one that the file is named after, if any. */
    private static <E extends Enum<E>> E word(E[] words, JsonNode given, String file, E otherwise) {
        String name = given.asText(file);
        Optional<E> known = Arrays.stream(words).filter(word -> word.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
        if (known.isEmpty() && !given.isMissingNode()) {
            throw new IllegalArgumentException(given + " is none of " + Arrays.toString(words));
        }
        return known.orElse(otherwise);
    }

    /** A name that nobody reads is a slip of the pen, such as a comma in a text without quotes. */
    static void onlyKnown(JsonNode node, Set<String> names) {
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("'" + name + "' is not read, in " + node);
            }
        });
    }

    private static JsonNode read(String file) {
        try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + file + ".yaml")) {
            return YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
