package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/**
 * A service that takes no more requests for now: status 429, throttling classes, words about requests per time, used-up quotas
 * and overload. Against it speaks that what is limited is an argument ("exceeds the limit of 4"), a disk, or the agent's own
 * number of turns.
 *
 * <p>Sources: RFC 6585 (429) and RFC 9110 (Retry-After); the error references of AWS (Throttling, SlowDown), Google Cloud
 * (RESOURCE_EXHAUSTED), Azure (TooManyRequests), OpenAI (rate_limit_exceeded, insufficient_quota), Anthropic (rate_limit_error,
 * overloaded_error), Slack, GitHub, RapidAPI and Kong; messages of gateways in other languages.
 */
final class RateLimitRule implements TextRule {

    private static final Signs CLASSES = new Signs("rate_?limit", "throttl", "too_?many_?requests", "quota_?exceeded",
            "resource_?exhausted", "insufficient_?quota", "request_?limit_?exceeded", "slow_?down",
            "over_?query_?limit",
            "limit_?exceeded_?exception", "provisioned_?throughput_?exceeded", "bandwidth_?limit");
    private static final Signs WORDS = new Signs("\\brate[ _-]?limit", "\\brate (?:was |is )?exceeded",
            "too[ _]many[ _]requests",
            "\\bthrottl(?:ed|ing)", "(?<!disk |storage |space )\\bquota\\b(?! (?:of|for) (?:disk|storage|space))",
            "insufficient_quota",
            "\\b(?:requests?|calls|tokens|queries|messages)(?: per |/)(?:second|sec|minute|min|hour|day|month)\\b",
            "\\b\\d{1,9} ?(?:rpm|tpm|rpd|qps|rps)\\b", "\\b(?:rpm|tpm|rpd|qps) limit",
            "\\b(?:daily|hourly|monthly|weekly|per-minute|per-day) (?:\\w{1,20} ){0,3}(?:limit|cap|quota|allowance)\\b",
            "\\b(?:usage|request|requests|api call|api calls|call|concurrency|message|download|search) (?:limit|cap|allowance)\\b",
            "\\b(?:maximum|max) (?:number of )?(?:concurrent )?(?:requests?|api calls)\\b.{0,40}(?:exceeded|reached)",
            "too many (?:concurrent |simultaneous |parallel )(?:requests|connections|calls|sessions|queries)",
            "too many (?:api )?(?:calls|attempts|tokens|queries) (?:per|in|within|,|\\.|for|today|recently|from|made)",
            "too many tokens[,.]",
            "\\blimit of \\d{1,9} (?:requests?|calls|queries)", "retry[- ]after\\W{0,4}\\d", "resource[_ ]exhausted",
            "\\bslow down\\b|\\bslowdown\\b", "exceeded your current", "over_query_limit",
            "\\b(?:plan|credits?|tier) limit (?:was |is |has been )?(?:reached|exceeded|hit)",
            "reduce your request rate",
            "(?:sending|making) (?:too many )?requests too (?:fast|quickly|frequently|often)",
            "request(?:s)? (?:was |were )?(?:limited|denied by rate)",
            "\\b(?:free|trial|api) (?:requests?|calls?|credits?) (?:are |have been |has been |is )?(?:exhausted|used up|exceeded)",
            "flood (?:wait|control)",
            "exceeded (?:the |your )?(?:maximum |allowed )?(?:number of )?(?:requests|api calls|calls)\\b",
            "call frequency", "backing off|back off and retry",
            "temporarily (?:rate|blocked due to (?:too many|excessive))",
            "requested too many times", "capacity (?:limit|exceeded)|exceeded .{0,30}\\b(?:throughput|token rate)");
    private static final Signs OVERLOAD = new Signs("overloaded_error",
            "\\b(?:server|service|model|engine|system|api)\\b.{0,40}\\boverloaded\\b",
            "serveroverloaded|server_overloaded|modeloverloaded");
    private static final Signs OTHER_LANGUAGES = new Signs(
            "請求過於頻繁|请求过于频繁|频率限制|超出配额|请求次数|限流|访问频率|调用频率|次数已用完|配额不足|操作过于频繁",
            "リクエストが多すぎ|レート制限|利用制限|回数制限|上限に達し", "요청이 너무 많|요청 한도|호출 제한",
            "l[ií]mite de (?:solicita|requisi|peticion|consultas|chamadas|llamadas|taxa|tasa)",
            "demasiadas (?:solicitudes|peticiones|consultas)",
            "muitas (?:solicita|requisi|chamadas)", "cuota (?:excedida|agotada|superada)|cota (?:excedida|esgotada)",
            "trop de (?:requ[êe]tes|demandes|tentatives)",
            "limite de (?:requ[êe]tes|d[ée]bit|taux)|quota (?:d[ée]pass|[ée]puis)",
            "zu viele (?:anfragen|aufrufe|versuche)|anfragelimit|ratenbegrenzung|kontingent (?:ersch[öo]pft|[üu]berschritten|aufgebraucht)",
            "troppe richieste|limite di richieste", "слишком много запросов|превышен[а-яё]{0,2} лимит|лимит запросов",
            "te veel verzoeken");
    /** What is limited here is a value, a disk, a text or the agent itself. */
    private static final Signs OTHER_LIMIT = new Signs(
            "rate[ _-]?limit['\"`]? (?:must|should|cannot|is required|is not|has to|needs)",
            "(?:argument|parameter|field|property|invalid|option)s?:? ['\"`]?(?:\\w{1,20}[ _])?(?:rate[ _-]?limit|quota|max_requests)",
            "would exceed the request_limit", "no space left", "disk (?:usage )?(?:quota|limit)|storage quota|edquot",
            "quota['\"`]? (?:must|should|cannot|is required|is not)",
            "unknown (?:argument|parameter|option).{0,20}(?:quota|limit)");
    private static final Signs ASIDE = new Signs("too many requests",
            "\\brate limit (?:is |was |has been )?(?:exceeded|reached)",
            "exceeded (?:the|your) .{0,20}quota", "ratelimiterror|ratelimitexception",
            "\\bhttp(?: error)? 429|429 client error|status(?: code)?:? 429");

    @Override
    public String id() {
        return "rate_limit";
    }

    @Override
    public Category category() {
        return Category.RATE_LIMITED;
    }

    @Override
    public String looksFor() {
        return "rate limits (status 429, throttling errors, words about quotas or requests per time)";
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (complaint.hasCode(429)) {
            return reading(complaint, 0.95, "status 429");
        }
        if (CLASSES.in(complaint.errorClass())) {
            return reading(complaint, 0.9, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        if (!OTHER_LIMIT.in(complaint.lower())) {
            Optional<String> words = WORDS.find(complaint.lower()).or(() -> OTHER_LANGUAGES.find(complaint.lower()));
            if (words.isPresent()) {
                return reading(complaint, 0.88, "the words \"" + words.get() + "\"");
            }
        }
        Optional<String> overload = complaint.hasCode(529)
                ? Optional.of("status 529")
                : OVERLOAD.find(complaint.lower());
        return overload.isPresent()
                ? reading(complaint, 0.7, "an overloaded service (\"" + overload.get() + "\")")
                : ASIDE.find(complaint.aside()).flatMap(seen -> reading(complaint, 0.5, "output \"" + seen + "\""));
    }

    private Optional<Reading> reading(Complaint complaint, double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, Signs.limit(complaint)));
    }
}
