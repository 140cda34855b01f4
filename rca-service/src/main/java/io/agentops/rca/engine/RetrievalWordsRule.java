package io.agentops.rca.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.agentops.contract.rca.Category;

/** Error classes and words that say a search found nothing. */
final class RetrievalWordsRule implements TextRule {

    private static final Set<String> RETRIEVING = Set.of("search", "retrieve", "retriever", "retrieval", "find",
            "query", "lookup",
            "browse", "google", "bing", "duckduckgo", "wikipedia", "wiki", "rag", "knowledge", "kb", "vector",
            "semantic", "fetch",
            "sparql", "grep", "recommend", "similarity", "tavily", "serp", "web", "discover", "scan", "locate");
    private static final Signs CLASSES = new Signs("empty_?(?:retrieval|results?|search|context)",
            "retrieval_?empty", "no_?(?:results?|match(?:es)?|hits|documents|records)(?:_?found)?$",
            "(?:results?|documents?|records?)_?not_?found");
    private static final Signs WORDS = new Signs(
            "\\bno (?:good |matching |relevant |such |search |new )?(?:\\w{1,20} )?(?:results?|match(?:es)?|records?|documents?|entries|items|hits|rows|articles"
                    + "|listings|logs|data|information) (?:\\w{1,10} )?(?:found|matched|matching|returned|available|for|exist)",
            "\\bno (?:results?|matches|hits|documents|records)\\W{0,4}$",
            "\\b(?:0|zero) (?:results|matches|hits|documents|records|rows)\\b(?! per)",
            "\\bnothing (?:was )?found",
            "(?:results?|records?|documents?|matches|data|information) (?:were |was )?not found",
            "no good .{0,30}result", "(?:search|query|retrieval) returned (?:no|nothing|an empty|empty|0)",
            "did ?n[o']t (?:find|match|return) any", "could(?: not|n't) find any", "did not match any",
            "(?:没有|未)(?:检索|找到|搜索|查询|匹配)|无(?:搜索|匹配|检索)?结果|查无|暂无数据",
            "nenhum (?:resultado|registro)|n[ãa]o (?:foi|foram) encontrad",
            "sin resultados|no se encontr|ning[úu]n resultado",
            "aucun (?:r[ée]sultat|document)", "keine (?:ergebnisse|treffer|daten)", "nessun risultato",
            "ничего не найдено|нет результатов",
            "見つかりません|該当なし|結果なし", "결과가 없|찾을 수 없");
    private static final Signs NOT_FOUND = new Signs("\\bnot found\\b", "\\bdoes not exist\\b");
    private static final Signs OTHER_ABSENCE = new Signs("no such file", "file not found", "filenotfound", "module",
            "command not found",
            "endpoint", "page not found", "url", "route", "host not found", "method not found", "tool not found",
            "function not found");

    @Override
    public String id() {
        return "retrieval_words";
    }

    @Override
    public Category category() {
        return Category.RETRIEVAL_EMPTY;
    }

    @Override
    public String looksFor() {
        return "searches that found nothing";
    }

    /** Whether a tool's name says that it looks something up. */
    static boolean retrieves(String tool) {
        String words = Excerpt.line(tool, 200).replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(Locale.ROOT);
        for (String word : words.split("[^a-z]+", 30)) {
            if (RETRIEVING.contains(word) || word.startsWith("search") || word.startsWith("retriev")
                    || word.endsWith("search")) {
                return true;
            }
        }
        return words.endsWith("logs");
    }

    /** Whether it searches, rather than fetches a thing by its name: a wrong name is no empty search. */
    private static boolean seeks(String tool) {
        return retrieves(tool) && !tool.contains("fetch") && !tool.contains("logs");
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (complaint.runsCode()) {
            return Optional.empty();
        }
        if (CLASSES.in(complaint.errorClass())) {
            return sign(0.82, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        Optional<String> words = WORDS.find(complaint.lower());
        if (words.isPresent()) {
            return reading(0.75, words.get());
        }
        boolean vague = seeks(complaint.tool()) && !complaint.hasCode(404) && !OTHER_ABSENCE.in(complaint.lower());
        return vague ? NOT_FOUND.find(complaint.lower()).flatMap(seen -> reading(0.45, seen)) : Optional.empty();
    }

    private Optional<Reading> reading(double weight, String words) {
        return sign(weight, "the words \"" + words + "\"");
    }

    private Optional<Reading> sign(double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, null));
    }
}
