package io.agentops.rca.engine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.agentops.contract.rca.Category;

/** Validation classes, status 400 or 422, and words of tools that refuse an argument: its name, type, value or absence. */
final class SchemaWordsRule implements TextRule {

    private static final Signs CLASSES = new Signs("validation", "invalid_?(?:argument|parameter|input|type|params)",
            "schema",
            "zoderror", "unprocessable", "argument_?error", "missing_?(?:argument|parameter|field)");
    /** Said of a call's arguments and of nothing else. */
    private static final Signs CALL = new Signs("unexpected (?:keyword )?(?:argument|parameter|field|property)",
            "missing \\d{1,2} required", "takes (?:from )?\\d{1,2} (?:to \\d{1,2} )?positional",
            "multiple values for argument",
            "\\binvalid_type\\b", "validation errors? (?:for|in|:)",
            "(?:schema|input|argument|parameter|request) validation",
            "does not (?:match|conform to) (?:the )?(?:\\w{1,20} )?schema", "is a required property", "is not of type",
            "-32602\\b",
            "additional propert(?:y|ies)", "extra (?:inputs|fields) (?:are )?not permitted");
    private static final Signs WORDS = new Signs("missing (?:a |the )?(?:required|mandatory)",
            "(?:argument|parameter|field|property|attribute|body|input)s?\\b.{0,60}\\b(?:is|are|was|were) (?:required|missing|mandatory|invalid|not valid"
                    + "|not allowed|unknown|not recogni[sz]ed|not supported)",
            "required (?:\\w{1,20} ){0,2}(?:argument|parameter|field|property|input)",
            "(?:must|should|has to|needs to) be (?:an? |of type|one of|either |in |between |at least|at most|less|greater|more|larger|smaller|non-?|positive"
                    + "|valid|unique|equal|<|>|\\d|numeric|string|boolean|integer|formatted|provided|specified|set)",
            "must not (?:be|contain|exceed)", "must (?:match|contain|have|include|start|end|specify|provide)",
            "validation (?:failed|error)", "failed validation",
            "is not (?:a valid|one of|valid\\b|an? (?:integer|number|string|boolean|array|object))",
            "not a valid",
            "invalid (?:value|argument|parameter|input|format|date|type|enum|option|choice|request body|query param|json|range|field|id\\b)",
            "(?:unrecogni[sz]ed|unknown|unsupported) (?:parameter|argument|field|option|column|property|value|enum)",
            "(?:parameter|argument|field|values?|items|length|size|string|array|list)\\b.{0,60}exceeds? (?:the )?(?:limit|max)",
            "exceeds? (?:the )?max(?:imum)? (?:length|size|number|value)",
            "too (?:long|short|many (?:values|items|arguments|parameters))",
            "expected .{1,40}(?:but )?(?:got|received|found)\\b",
            "cannot be (?:null|empty|blank|none|less|negative|zero|set to a value)",
            "(?:can't|can not|may not|should not) be (?:null|empty|blank|none)",
            "\\bno (?:value|argument) (?:provided|given|specified)", "参数(?:错误|无效|缺失|不正确)|缺少.{0,10}参数|无效的",
            "par[áâa]metro.{0,30}(?:inv[áa]lid|obrigat|obligat|requerid)",
            "param[èe]tre.{0,30}(?:invalide|manquant|obligatoire)", "ung[üu]ltige[rs]? (?:wert|parameter|eingabe)",
            "недопустим\\w{0,4} (?:знач|парам)|невер\\w{0,4} (?:знач|парам|формат)");
    private static final Signs REFUSED = new Signs("\\bbad request\\b", "inv[áa]lid[oa]\\b", "invalide\\b",
            "ung[üu]ltig", "无效", "неверн",
            "\\binvalid\\b", "malformed", "not valid");
    /** Refusals of a model's input, which no argument of a tool can mend. */
    private static final Signs MODEL = new Signs("content[ _]?(?:filter|management|policy)", "responsible ?ai",
            "context[ _](?:length|window)",
            "maximum context", "safety (?:system|filter)", "flagged (?:by|as)");
    private static final Signs WRONG_TYPE = new Signs(
            "'(?:int|str|float|list|dict|tuple|bool)' object (?:is not (?:subscriptable|iterable)|has no len)",
            "(?:string|list|tuple) indices must be integers");
    /** "unknown board brunch": the word after next, or the next, is one the caller sent. */
    private static final Pattern ECHO = Pattern.compile(
            "(?:unknown|unrecogni[sz]ed|invalid|unsupported|illegal|bad|no such) ([\\w-]{2,40})(?: ?[:=]? ?['\"`]?([^\\s'\"`,;]{1,60}))?");
    private static final Pattern IS_REQUIRED = Pattern
            .compile("(?<![\\w.-])([\\w.-]{1,60})['\"`]? (?:is|are) (?:required|mandatory|missing)\\b");

    @Override
    public String id() {
        return "schema_words";
    }

    @Override
    public Category category() {
        return Category.TOOL_SCHEMA_MISMATCH;
    }

    @Override
    public String looksFor() {
        return "refused arguments (validation errors, status 400 or 422, words about missing, unknown or invalid arguments)";
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (MODEL.in(complaint.lower())) {
            return Optional.empty();
        }
        Optional<Reading> sure = certain(complaint);
        return sure.isPresent() || complaint.runsCode() ? sure.or(() -> refusedRequest(complaint)) : likely(complaint);
    }

    private Optional<Reading> certain(Complaint complaint) {
        if (complaint.hasCode(422)) {
            return reading(complaint, 0.85, "status 422");
        }
        Optional<String> call = CALL.find(complaint.lower());
        if (call.isPresent()) {
            return reading(complaint, 0.85, "the words \"" + call.get() + "\"");
        }
        boolean kind = CLASSES.in(complaint.errorClass());
        return kind && !complaint.runsCode()
                ? reading(complaint, complaint.hasCode(400) ? 0.83 : 0.8,
                        "error class " + Excerpt.line(complaint.errorClass(), 60))
                : Optional.empty();
    }

    private Optional<Reading> likely(Complaint complaint) {
        double bonus = complaint.hasCode(400) ? 0.1 : 0;
        Optional<String> words = WORDS.find(complaint.lower());
        if (words.isPresent()) {
            return reading(complaint, 0.72 + bonus, "the words \"" + words.get() + "\"");
        }
        Optional<String> echo = echo(complaint);
        if (echo.isPresent()) {
            return reading(complaint, 0.68 + bonus, "the words \"" + echo.get() + "\" about what the call sent");
        }
        return WRONG_TYPE.find(complaint.lower())
                .flatMap(type -> reading(complaint, 0.45, "the words \"" + type + "\""))
                .or(() -> refusedRequest(complaint));
    }

    private Optional<Reading> refusedRequest(Complaint complaint) {
        if (!complaint.hasCode(400)) {
            return Optional.empty();
        }
        Optional<String> words = REFUSED.find(complaint.lower());
        return reading(complaint, words.isPresent() ? 0.55 : 0.45,
                "status 400" + words.map(w -> " and \"" + w + "\"").orElse(""));
    }

    /** The complaint names an argument, or a value, of this very call. */
    private static Optional<String> echo(Complaint complaint) {
        Matcher required = IS_REQUIRED.matcher(complaint.lower());
        if (required.find()) {
            return Optional.of(Excerpt.line(required.group(), 80));
        }
        Matcher found = ECHO.matcher(complaint.lower());
        for (int i = 0; i < 20 && found.find(); i++) {
            boolean named = complaint.args().contains("\"" + found.group(1));
            boolean valued = !found.group().startsWith("invalid") && found.group(2) != null
                    && found.group(2).length() > 1
                    && complaint.args().contains(found.group(2));
            if (named || valued) {
                return Optional.of(Excerpt.line(found.group(), 80));
            }
        }
        return Optional.empty();
    }

    private Optional<Reading> reading(Complaint complaint, double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, Signs.field(complaint), Signs.limit(complaint)));
    }
}
