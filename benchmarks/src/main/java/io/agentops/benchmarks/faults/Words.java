package io.agentops.benchmarks.faults;

import java.util.List;
import java.util.SplittableRandom;

/** Texts of many scripts, with what JSON, SQL and UTF-8 find hard. */
final class Words {

    private static final List<String> WORDS = List.of("plan", "search", "naïve café", "Größe", "東京タワー", "привет мир",
            "שלום", "مرحبا", "नमस्ते", "🤖🚀", "👩‍👩‍👧‍👦", "e\u0301", "\"quoted\"", "back\\slash", "tab\there",
            "line\nbreak",
            "'; DROP TABLE run; --", "{\"json\": [1, 2]}", "NULL", "%s", "$1", "\u2028", "ﬃ", "𝒜𝒷𝒸", " spaces ",
            "a,b;c|d");

    private Words() {}

    static String any(SplittableRandom random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    static String text(SplittableRandom random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(any(random));
        }
        return text.toString();
    }
}
