package io.agentops.ingest.privacy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Credentials in the formats their issuers publish. Each has a word that all of them hold, so that most texts are done with a
 * few searches for words. No pattern begins within its own characters, so that no stretch of text is read twice.
 */
final class Tokens implements Detector {

    private record Format(String word, Pattern pattern) {}

    private static final List<Format> FORMATS = List.of(
            // Amazon Web Services
            format("AKIA", "AKIA[0-9A-Z]{16}"), format("ASIA", "ASIA[0-9A-Z]{16}"),
            // GitHub and GitLab
            format("ghp_", "ghp_\\w{36,}+"), format("gho_", "gho_\\w{36,}+"), format("ghu_", "ghu_\\w{36,}+"),
            format("ghs_", "ghs_\\w{36,}+"), format("ghr_", "ghr_\\w{36,}+"),
            format("github_pat_", "github_pat_\\w{22,}+"),
            format("glpat-", "glpat-[\\w-]{20,}+"), format("glptt-", "glptt-[\\w-]{20,}+"),
            format("gldt-", "gldt-[\\w-]{20,}+"), format("glrt-", "glrt-[\\w-]{20,}+"),
            // Slack
            format("xox", "xox[abeoprs]-[\\w-]{10,}+"), format("xapp-", "xapp-[\\w-]{10,}+"),
            format("hooks.slack.com/", "hooks\\.slack\\.com/services/[\\w/]{20,}+"),
            // Models: OpenAI, Anthropic, OpenRouter, Groq, xAI, Perplexity, Hugging Face, Replicate
            format("sk-", "sk-(?:(?:proj|svcacct|admin|ant|or|lf)-[\\w-]{16,}+|\\w{20,}+)"),
            format("gsk_", "gsk_\\w{20,}+"), format("xai-", "xai-\\w{20,}+"), format("pplx-", "pplx-\\w{20,}+"),
            format("hf_", "hf_[A-Za-z0-9]{30,}+"), format("r8_", "r8_\\w{30,}+"),
            // Google
            format("AIza", "AIza[\\w-]{35}"), format("ya29.", "ya29\\.[\\w-]{20,}+"),
            format("GOCSPX-", "GOCSPX-[\\w-]{20,}+"),
            // Stripe
            format("k_live_", "[prs]k_live_\\w{10,}+"), format("k_test_", "[prs]k_test_\\w{10,}+"),
            format("whsec_", "whsec_[\\w+/=]{16,}+"),
            // Registries, clouds and messengers
            format("npm_", "npm_[A-Za-z0-9]{36,}+"), format("pypi-", "pypi-[\\w-]{50,}+"),
            format("SG.", "SG\\.[\\w-]{16,64}\\.[\\w-]{16,64}"), format("dop_v1_", "dop_v1_[0-9a-f]{64}"),
            format("dapi", "dapi[0-9a-f]{32}(?:-\\d)?"), format("shpat_", "shpat_[0-9a-fA-F]{32}"),
            format("AccountKey=", "AccountKey=[\\w+/=]{40,}+"), format("hvs.", "hvs\\.[\\w-]{20,}+"),
            // JSON web tokens
            format("eyJ", "eyJ[\\w-]{8,}+\\.[\\w-]{8,}+(?:\\.[\\w-]*+)?"));

    private static Format format(String word, String pattern) {
        return new Format(word, Pattern.compile("(?<![\\w-])" + pattern + "(?![\\w-])"));
    }

    private static final int SHORTEST = 15;
    private static final String PEM_BEGIN = "-----BEGIN ";
    private static final String PEM_END = "-----END ";
    private static final int PEM_TITLE = 64;

    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    @Override
    public boolean mayHold(String text, int digits) {
        return text.length() >= SHORTEST && (hasLongWord(text) || text.contains(PEM_BEGIN));
    }

    /** Every token is a word longer than those of prose. */
    private static boolean hasLongWord(String text) {
        int length = 0;
        for (int i = 0; i < text.length() && length < SHORTEST; i++) {
            char c = text.charAt(i);
            boolean part = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                    || (c >= '+' && c <= '/') || c == '_' || c == '=';
            length = part ? length + 1 : 0;
        }
        return length >= SHORTEST;
    }

    @Override
    public void find(String text, Finds finds) {
        List<int[]> found = new Ranges().of(text);
        int free = 0;
        for (int[] range : found) {
            if (range[0] >= free) {
                finds.add(Kind.SECRET, range[0], range[1]);
                free = range[1];
            }
        }
    }

    /** What each format finds, put in order. */
    private static final class Ranges {
        private final List<int[]> found = new ArrayList<>(0);

        List<int[]> of(String text) {
            for (Format format : FORMATS) {
                if (text.contains(format.word)) {
                    Matcher matcher = format.pattern.matcher(text);
                    while (matcher.find()) {
                        found.add(new int[]{matcher.start(), matcher.end()});
                    }
                }
            }
            privateKeys(text);
            found.sort(Comparator.comparingInt((int[] range) -> range[0])
                    .thenComparingInt(range -> -range[1]));
            return found;
        }

        /** A key whose end is missing reaches to the end of the text. */
        private void privateKeys(String text) {
            int begin = text.indexOf(PEM_BEGIN);
            while (begin >= 0) {
                int title = text.indexOf("PRIVATE KEY", begin);
                if (title < 0) {
                    return;
                }
                if (title - begin > PEM_TITLE) {
                    begin = text.indexOf(PEM_BEGIN, begin + 1);
                    continue;
                }
                int end = text.indexOf(PEM_END, title);
                int tail = end < 0 ? -1 : text.indexOf("-----", end + PEM_END.length());
                int stop = tail < 0 ? text.length() : tail + 5;
                found.add(new int[]{begin, stop});
                begin = text.indexOf(PEM_BEGIN, stop);
            }
        }
    }
}
