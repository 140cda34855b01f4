package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/** Status 429, throttling classes, and words about requests per time or used-up quotas; not every "limit" is one. */
final class RateLimitRule implements TextRule {

    private static final Signs CLASSES = new Signs("rate_?limit", "throttl", "too_?many_?requests", "quota_?exceeded",
            "resource_?exhausted", "insufficient_?quota");
    private static final Signs WORDS = new Signs("\\brate[ _-]?limit", "\\brate (?:was |is )?exceeded",
            "too many requests",
            "\\bthrottl(?:ed|ing)", "(?<!disk )\\bquota\\b", "insufficient_quota",
            "\\b(?:requests?|calls|tokens|queries)(?: per |/)(?:second|minute|hour|day|month)",
            "\\b(?:daily|hourly|monthly|weekly|usage|request|api call) (?:limit|cap)\\b",
            "too many tokens (?:per|in|,|\\.)",
            "\\blimit of \\d{1,9} (?:requests?|calls|queries)", "retry[- ]after\\W{0,4}\\d", "resource[_ ]exhausted",
            "\\bslow down\\b", "exceeded your current", "請求過於頻繁|请求过于频繁|频率限制|超出配额|请求次数",
            "l[ií]mite de (?:solicita|requisi|peticion)", "trop de requ[êe]tes", "zu viele anfragen",
            "слишком много запросов");
    private static final Signs ARGUMENT = new Signs("rate[ _-]?limit['\"`]? (?:must|should|cannot|is required|is not)",
            "(?:argument|parameter|field|property|invalid)s?:? ['\"`]?(?:rate[ _-]?limit|quota)");
    private static final Signs ASIDE = new Signs("too many requests", "\\brate limit (?:is |was )?(?:exceeded|reached)",
            "exceeded (?:the|your) .{0,20}quota");

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
        Optional<String> kind = CLASSES.find(complaint.errorClass());
        if (kind.isPresent()) {
            return reading(complaint, 0.9, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        Optional<String> words = WORDS.find(complaint.lower());
        if (words.isPresent() && !ARGUMENT.in(complaint.lower())) {
            return reading(complaint, 0.88, "the words \"" + words.get() + "\"");
        }
        return ASIDE.find(complaint.aside()).flatMap(seen -> reading(complaint, 0.5, "output \"" + seen + "\""));
    }

    private Optional<Reading> reading(Complaint complaint, double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, Signs.limit(complaint)));
    }
}
