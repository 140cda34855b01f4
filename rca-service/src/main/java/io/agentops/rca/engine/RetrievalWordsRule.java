package io.agentops.rca.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.agentops.contract.rca.Category;

/**
 * A look-up that found nothing: error classes and words. Against it speak absences of another kind: a file, a module, an endpoint
 * or a tool that is not there, a host that does not answer, and an empty answer of a tool that does not look things up.
 *
 * <p>Sources: LangChain, LlamaIndex, smolagents and BeeAI search tools, vector stores (no document above the similarity threshold),
 * Elasticsearch, Solr, SQL and SPARQL clients, Google APIs (ZERO_RESULTS), POSIX (grep exits with 1 when no line was selected);
 * messages in other languages.
 */
final class RetrievalWordsRule implements TextRule {

    private static final Set<String> RETRIEVING = Set.of("search", "retrieve", "retriever", "retrieval", "find",
            "query", "lookup",
            "browse", "google", "bing", "duckduckgo", "wikipedia", "wiki", "rag", "knowledge", "kb", "vector",
            "semantic", "fetch",
            "sparql", "grep", "recommend", "similarity", "tavily", "serp", "web", "discover", "scan", "locate", "arxiv",
            "pubmed",
            "elasticsearch", "opensearch", "pinecone", "weaviate", "qdrant", "milvus", "chroma", "faiss", "embedding",
            "embeddings");
    private static final Set<String> READING = Set.of("get", "list", "track", "read", "show", "check", "view",
            "describe", "load", "details",
            "detail", "info", "by", "for");
    private static final String THINGS = "(?:results?|match(?:es)?|records?|documents?|docs|entr(?:y|ies)|items?|hits?|rows?|articles?|listings?|logs?|data|information|info|content|pages?|papers?|posts?"
            + "|answers?|passages?|chunks?|snippets?|context|references?|products?|movies?|books?|events?|images?|videos?|news|tweets?|repositories|users?|customers?|orders?|flights?|hotels?|candidates?|nodes?|neighbou?rs?|embeddings?|transactions?|messages?|emails?|contacts?|tickets?|recipes?|songs?|tracks?|episodes?)";
    private static final Signs CLASSES = new Signs("empty_?(?:retrieval|results?|search|context|response)",
            "retrieval_?empty|zero_?results",
            "no_?(?:results?|match(?:es)?|hits|documents|records|data|content)(?:_?found)?(?:error|exception)?$",
            "(?:results?|documents?|records?|page|entity|item|data)_?not_?found|pageerror|doesnotexist|objectnotfound");
    private static final Signs WORDS = new Signs(
            "\\b(?:no|zero) (?:good |matching |relevant |such |search |new |more |similar |related |suitable |valid |available |corresponding |useful |exact ){0,5}(?:\\w{1,20} ){0,2}"
                    + THINGS
                    + " (?:\\w{1,10} ){0,2}(?:found|matched|matching|match|returned|available|for|exists?|above|meet|met|retrieved|were|was|with|in the)\\b",
            "\\bno (?:search |matching |relevant )?(?:results?|matches|hits|documents|records|rows|data)\\W{0,4}$|^\\W{0,6}no (?:results?|matches|hits|documents|records|matching \\w{1,20})\\b",
            "\\b(?:0|zero) (?:search |matching |relevant |total )?(?:results?|matches|hits|documents|docs|records|rows|items|entries|articles|chunks|passages)\\b(?! per)",
            "\\b(?:total|found|returned|retrieved|count|hits|matches|results)\\W{1,3}0\\b(?![.,]?\\d)(?! errors)",
            "\\bnothing (?:was |has been |could be )?(?:found|matched|returned|retrieved|matches)",
            THINGS + " (?:were |was |is |are |could )?not (?:be )?(?:found|available for)", "no good .{0,30}result",
            "(?:search|query|retrieval|lookup|retriever|index|database|knowledge base|vector store|collection|store|corpus) (?:has |was )?(?:returned|yielded|produced|found|gave|had|is|contains|contained)? ?(?:no\\b|nothing|an empty|empty|0\\b|zero|none)",
            "did ?n[o']t (?:find|match|return|yield|produce|retrieve) (?:any|a single|a match|anything|results)",
            "(?:could|can|was|were|am) ?(?:not|n't|unable to) (?:able to )?(?:find|locate|retrieve) (?:any|anything|a match|results|information|relevant|matching|documents|data)|unable to (?:find|locate|retrieve) (?:any|anything|results|information|relevant|matching|data)",
            "(?:did|do|does) not match any|matched (?:no|nothing|0)|matches (?:nothing|no )|no match(?:es)? (?:for|was|were|found|in)|(?:returned|yielded|gave|produced) (?:no|0|zero|an empty|empty|nothing) ?(?:results?|rows|documents|data|matches|hits|list|set|response|array)?\\b",
            "(?:results?|result set|result list|search results|response|retrieved (?:context|documents)|hits|context) (?:is|are|was|were|came back) empty|empty (?:results?|result set|search results|retrieval|context|index|knowledge base)\\b|index (?:is|was) empty",
            "(?:similarity|relevance|score)s? .{0,40}(?:below|under|less than) .{0,20}(?:threshold|cutoff|minimum)|(?:below|under) (?:the )?(?:similarity|relevance|score) (?:threshold|cutoff)|(?:none|nothing|no \\w{1,20}) .{0,30}(?:above|passed|met|exceed\\w{0,3}) (?:the )?(?:similarity|relevance|score|minimum|threshold)",
            "\\b(?:0|zero|none) of (?:the )?\\d{1,9} (?:\\w{1,20} ){0,2}(?:above|matched|match|passed|relevant|found|met)",
            "\\bno (?:\\w{1,20} ){1,3}(?:match(?:ed|es|ing)?|meets?|satisf\\w{1,4}|fits?) (?:the|your|this|that|these|for|any)\\b",
            "\\b(?:retrieved|found|returned|matched) (?:0|zero|no) (?:\\w{1,20} )?\\w{2,20}",
            "zero_results|no_results|no_data\\b|\\bdoes not match any documents|page id .{1,80} does not match any pages|(?:there (?:are|is|were|was)|we have) (?:currently )?no (?:\\w{1,20} ){0,2}"
                    + THINGS);
    private static final Signs OTHER_LANGUAGES = new Signs(
            "(?:没有|未|沒有|未能|无法)(?:检索|找到|搜索|查询|匹配|查到|搜到|返回|檢索|相关|符合)|(?:无|無)(?:搜索|匹配|检索|相关|查询)?(?:结果|結果|数据|記錄|记录)|查无|查無|暂无(?:数据|结果|内容|相关)|(?:结果|数据|内容)(?:为空|不存在)|找不到",
            "見つかりません|見つかりません|該当(?:なし|する.{0,12}(?:ありません|なし))|結果(?:なし|がありません|は0件)|0件|ヒットしません",
            "결과가 없|찾을 수 없|검색 결과 ?(?:없음|가 없)|일치하는 .{0,12}없",
            "nenhum(?:a)? (?:resultado|registro|dado|documento|item|informa)|n[ãa]o (?:foi|foram) (?:poss[íi]vel )?encontra|sem resultados|n[ãa]o encontrad|nada encontrado",
            "sin (?:resultados|coincidencias)|no se (?:han? )?(?:encontr|hall)|ning[úu]n (?:resultado|registro|dato|documento)|no hay (?:resultados|datos|registros|coincidencias)|no encontrad",
            "aucune? (?:r[ée]sultat|document|donn[ée]e|correspondance|enregistrement|article)|n'a (?:donn[ée]|retourn[ée]|trouv[ée]) aucun|pas de r[ée]sultat|introuvable|rien trouv[ée]",
            "keine (?:\\w{1,20} ){0,2}(?:ergebnisse|treffer|daten|dokumente|eintr[äa]ge|[üu]bereinstimmung|datens[äa]tze)|nichts gefunden|(?:wurde|wurden|konnte|konnten) (?:leider )?(?:nicht|nichts) gefunden|ergebnislos",
            "nessun(?:a)? (?:risultato|corrispondenza|dato|documento)",
            "ничего не найдено|нет (?:результатов|данных|совпадений)|не найден|результатов не",
            "geen resultaten|niets gevonden", "brak wynik[óo]w|nie znaleziono");
    private static final Signs NOT_FOUND = new Signs("\\bnot found\\b", "\\bdoes ?n[o']t exist\\b", "\\bno such\\b",
            "\\bunknown (?:id|user|order|customer|product|account|record)");
    /** A record that a reading tool was asked for, named by its kind. */
    private static final Signs RECORD = new Signs(
            "(?:could not|couldn't|cannot|can't|unable to) (?:find|locate) (?:the |an? |any |that |this |such )?(?:\\w{1,20} )?\\w{3,20}",
            "\\b(?:user|customer|client|order|reservation|booking|account|profile|patient|product|item|city|location|place|player|team|movie|show|song|artist|book|company|symbol|ticker|stock|package|parcel|shipment|tracking|vehicle|flight|hotel|student|employee|member|invoice|ticket|record|entry|document|word|name|address|country|event|match|league|channel|video|recipe|email|phone|number|person|data|result)s?(?: (?:id|number|with|for|of|named|code) ?.{0,60})? ?(?:was |were |is |are |could |can )?(?:not|n't) (?:be )?(?:found|exist)\\b",
            "\\bno (?:user|customer|order|reservation|booking|account|profile|patient|product|city|location|place|player|team|movie|show|song|artist|book|company|symbol|package|shipment|flight|hotel|student|employee|invoice|ticket|record|entry|person|word|definition)s? (?:was |were )?(?:found|exists?|with|named|matching)\\b");
    private static final Signs OTHER_ABSENCE = new Signs(
            "certificate|\\bfile\\b|no such file|no such host|no such method|no such option|no such column|no such container",
            "file not found|filenotfound|directory|\\bpath\\b", "modulenotfound|no module|\\bmodule\\b",
            "command not found|: not found$", "endpoint|\\broute\\b|no route|method not found",
            "page not found|\\burl\\b",
            "host not found|could not resolve|enotfound|getaddrinfo",
            "(?:tool|function|attribute|method|model|deployment|bucket|table|column|class|package|variable|key) .{0,60}(?:not found|does ?n[o']t exist)",
            "no (?:access|permission|credentials|api key|(?:such |suitable |connection |default ){0,4}(?:tool|function|method|attribute|file|command|handler|driver|converter|adapter|element|server|host|device|display|provider))");
    /** grep selects no line: it prints nothing and exits with 1. */
    private static final Signs GREP = new Signs(
            "\\bgrep\\b.{0,200}(?:return code|exit code|exit status|exited with(?: code)?|returned(?: non-zero exit status)?|status):? ?1\\b[\\s.]{0,20}(?:output|stdout|stderr)?[\\s:.'\"`]{0,20}$");

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

    /** Whether it reads a record, so that a record that is not there is a look-up without a result. */
    private static boolean reads(String tool) {
        for (String word : tool.split("[^a-z]+", 30)) {
            if (READING.contains(word)) {
                return true;
            }
        }
        return retrieves(tool);
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (complaint.runsCode()) {
            return Optional.empty();
        }
        if (CLASSES.in(complaint.errorClass())) {
            return sign(0.82, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        boolean other = OTHER_ABSENCE.in(complaint.lower());
        Optional<String> words = other
                ? Optional.empty()
                : WORDS.find(complaint.lower()).or(() -> OTHER_LANGUAGES.find(complaint.lower()));
        if (words.isPresent()) {
            return reading(0.75, words.get());
        }
        if (GREP.in(complaint.lower())) {
            return sign(0.6, "a search that printed nothing and exited with 1");
        }
        return other ? Optional.empty() : absent(complaint);
    }

    private Optional<Reading> absent(Complaint complaint) {
        Optional<String> record = reads(complaint.tool()) ? RECORD.find(complaint.lower()) : Optional.empty();
        if (record.isPresent() || !seeks(complaint.tool()) || complaint.hasCode(404)) {
            return record.flatMap(seen -> reading(0.5, seen));
        }
        return NOT_FOUND.find(complaint.lower()).flatMap(seen -> reading(0.45, seen));
    }

    private Optional<Reading> reading(double weight, String words) {
        return sign(weight, "the words \"" + words + "\"");
    }

    private Optional<Reading> sign(double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, null));
    }
}
