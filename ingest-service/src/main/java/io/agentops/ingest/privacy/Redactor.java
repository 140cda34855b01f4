package io.agentops.ingest.privacy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import io.agentops.ingest.IngestMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Masks personal data and secrets: e-mail addresses, phone numbers, payment cards, IBANs, tokens and keys. The same text is always
 * masked alike, masking what is masked changes nothing, and what is not touched is the very same object. What is found is counted
 * by kind and never logged.
 */
@Singleton
@SuppressWarnings("ReferenceEquality") // Same object: nothing found, nothing to copy.
public class Redactor {

    /** Masking one find may lay another bare; every round but the last masks something, so that few are ever needed. */
    private static final int MOST_ROUNDS = 8;
    private static final int SHORTEST = 6;
    private static final int CLEAN_LABELS = 4096;
    private static final int LONGEST_CLEAN_LABEL = 128;

    private final Assignments assignments = new Assignments();
    private final Tokens tokens = new Tokens();
    private final Emails emails = new Emails();
    private final Cards cards = new Cards();
    private final List<Detector> all;
    private final List<Detector> inLabels;
    private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);
    /**
     * Labels in which nothing was found, by their hashes: the same few names are in nearly every message. Threads need not agree on it,
     * since any entry is right; it holds half a million characters at most.
     */
    private final String[] cleanLabels = new String[CLEAN_LABELS];

    @Inject
    Redactor(Privacy.Settings settings, MeterRegistry meters) {
        all = List.of(tokens, assignments, emails, cards, new Ibans(), new Phones(settings.phoneRegion()));
        inLabels = List.of(tokens, assignments, emails);
        for (Kind kind : Kind.values()) {
            counters.put(kind, meters.counter(IngestMetrics.MASKED, "kind", kind.wireName()));
        }
    }

    /** Masks a text; JSON within it is masked as JSON. */
    public String mask(String text) {
        if (text == null || text.length() < SHORTEST) {
            return text;
        }
        JsonNode json = JsonText.read(text);
        if (json == null) {
            return mask(text, all);
        }
        JsonNode masked = mask(json);
        return masked == json ? text : masked.toString();
    }

    /** Masks only what no label is: e-mail addresses and secrets. Digits stay, since labels and ids are made of them. */
    public String maskLabel(String label) {
        if (label == null || label.length() < SHORTEST) {
            return label;
        }
        int hash = label.hashCode();
        int place = (hash ^ (hash >>> 16)) & (CLEAN_LABELS - 1);
        if (label.equals(cleanLabels[place])) {
            return label;
        }
        String masked = mask(label, inLabels);
        if (masked.equals(label) && label.length() <= LONGEST_CLEAN_LABEL) {
            cleanLabels[place] = label;
        }
        return masked;
    }

    /** Whether a label holds an e-mail address or a secret. */
    public boolean isUnsafeLabel(String label) {
        return label.length() >= SHORTEST && inLabels.stream().anyMatch(detector -> finds(detector, label));
    }

    /** Whether a text holds anything that {@link #mask(String)} would mask. */
    public boolean isUnsafe(String text) {
        return text.length() >= SHORTEST && all.stream().anyMatch(detector -> finds(detector, text));
    }

    /** Whether a number is a payment card's. */
    public boolean isCard(Number number) {
        return (number instanceof Long || number instanceof java.math.BigInteger) && cards.isCard(number.toString());
    }

    /** Masks strings, names and card numbers anywhere within, and whole values under a secret's name. */
    JsonNode mask(JsonNode node) {
        return mask(node, true);
    }

    /** The same for a JSON Schema, whose names are those of fields and stand for no value. */
    JsonNode maskSchema(JsonNode node) {
        return mask(node, false);
    }

    private JsonNode mask(JsonNode node, boolean byName) {
        if (node == null) {
            return null;
        }
        return switch (node.getNodeType()) {
            case STRING -> {
                String masked = mask(node.textValue());
                yield masked.equals(node.textValue()) ? node : TextNode.valueOf(masked);
            }
            case NUMBER -> node.isIntegralNumber() && isCard(node.numberValue()) ? counted(Kind.CARD) : node;
            case OBJECT -> object(node, byName);
            case ARRAY -> array(node, byName);
            default -> node;
        };
    }

    private JsonNode object(JsonNode node, boolean byName) {
        ObjectNode masked = JsonNodeFactory.instance.objectNode();
        boolean changed = false;
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode before = field.getValue();
            String name = maskLabel(field.getKey());
            JsonNode after = byName && isSecret(field.getKey(), before) ? counted(Kind.SECRET) : mask(before, byName);
            changed |= after != before || !name.equals(field.getKey());
            masked.set(name, after);
        }
        return changed ? masked : node;
    }

    private JsonNode array(JsonNode node, boolean byName) {
        ArrayNode masked = JsonNodeFactory.instance.arrayNode(node.size());
        boolean changed = false;
        for (JsonNode before : node) {
            JsonNode after = mask(before, byName);
            changed |= after != before;
            masked.add(after);
        }
        return changed ? masked : node;
    }

    private static boolean isSecret(String key, JsonNode value) {
        boolean empty = value.isNull() || value.isBoolean() || (value.isTextual() && value.textValue().isEmpty());
        return !empty && !Kind.SECRET.mask().equals(value.textValue()) && SecretKeys.isSecret(key);
    }

    private TextNode counted(Kind kind) {
        count(kind, 1);
        return TextNode.valueOf(kind.mask());
    }

    /** Masks a map of strings, numbers, booleans, lists and maps; the very same map where nothing is found. */
    public Map<String, Object> mask(Map<String, Object> map) {
        Map<String, Object> masked = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            Object after = maskUnder(entry.getKey(), entry.getValue());
            String name = maskLabel(entry.getKey());
            changed |= after != entry.getValue() || !name.equals(entry.getKey());
            masked.put(name, after);
        }
        return changed ? masked : map;
    }

    /** Masks a value that stands under a name. */
    Object maskUnder(String name, Object value) {
        boolean empty = value == null || value instanceof Boolean || "".equals(value);
        if (!empty && !Kind.SECRET.mask().equals(value) && SecretKeys.isSecret(name)) {
            return counted(Kind.SECRET).textValue();
        }
        return maskValue(value);
    }

    /** Masks a value of one of the types of {@link #mask(Map)}. */
    @SuppressWarnings("unchecked") // Only Jackson and the doors make these maps, whose keys are strings.
    private Object maskValue(Object value) {
        if (value instanceof String text) {
            return mask(text);
        }
        if (value instanceof Number number) {
            return isCard(number) ? counted(Kind.CARD).textValue() : number;
        }
        if (value instanceof Map<?, ?> map) {
            return mask((Map<String, Object>) map);
        }
        return value instanceof List<?> list ? maskList(list) : value;
    }

    private List<?> maskList(List<?> list) {
        List<Object> masked = new ArrayList<>(list.size());
        boolean changed = false;
        for (Object before : list) {
            Object after = maskValue(before);
            changed |= after != before;
            masked.add(after);
        }
        return changed ? masked : list;
    }

    private String mask(String text, List<Detector> detectors) {
        String masked = text;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            String before = masked;
            int digits = digits(masked);
            for (Detector detector : detectors) {
                masked = mask(masked, detector, digits);
            }
            if (masked.equals(before)) {
                return masked;
            }
        }
        return masked;
    }

    private String mask(String text, Detector detector, int digits) {
        if (!detector.mayHold(text, digits)) {
            return text;
        }
        Finds finds = new Finds(text);
        detector.find(text, finds);
        if (finds.count() > 0) {
            count(detector.kind(), finds.count());
        }
        return finds.masked();
    }

    private static boolean finds(Detector detector, String text) {
        Finds finds = new Finds(text);
        if (detector.mayHold(text, digits(text))) {
            detector.find(text, finds);
        }
        return finds.count() > 0;
    }

    private static int digits(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            digits += c >= '0' && c <= '9' ? 1 : 0;
        }
        return digits;
    }

    /** Counts what was done for privacy's sake. */
    void count(Kind kind, int times) {
        counters.get(kind).increment(times);
    }
}
