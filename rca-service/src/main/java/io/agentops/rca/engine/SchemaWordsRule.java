package io.agentops.rca.engine;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.agentops.contract.rca.Category;

/**
 * A tool that refuses an argument because of its name, type, value or absence: validation classes, status 400 or 422, and words.
 * Against it speak refusals of a model's input, and a program's own errors where the tool runs programs.
 *
 * <p>Sources: RFC 9110 (400, 422) and JSON-RPC (-32602); pydantic, marshmallow, jsonschema, zod, Ajv, serde, encoding/json, Bean
 * Validation, Jackson, Spring, ASP.NET, Rails, Django, Laravel, argparse, click, cobra, GraphQL; gRPC and Google Cloud
 * (INVALID_ARGUMENT), AWS (ValidationException), OpenAI; LangChain and CrewAI; type errors of SQL, Python, Node.js, PHP and Ruby;
 * messages in other languages.
 */
final class SchemaWordsRule implements TextRule {

    private static final Signs CLASSES = new Signs("validation",
            "invalid_?(?:argument|parameter|input|type|params|enum|value|format|query)",
            "schema", "zod_?error", "unprocessable", "argument_?(?:error|exception|null|out)",
            "missing_?(?:argument|parameter|field|required|param|servlet)",
            "err_invalid_arg|err_missing_arg", "out_?of_?range_?(?:argument|value)|argumentoutofrange",
            "number_?format|mismatched_?input|json_?mapping|invalid_?definition|unrecognized_?property|deserializ",
            "tool_?input_?parsing|toolinput|not_?null_?violation|check_?violation|datatype_?mismatch|undefined_?column|invalid_?text_?representation|usageerror|badparameter|nosuchoption|badoption");
    /** Said of a call's arguments and of nothing else. */
    private static final Signs CALL = new Signs(
            "unexpected (?:keyword )?(?:argument|parameter|field|property)|(?:got|received) (?:an? )?unexpected (?:extra |keyword )?argument",
            "missing \\d{1,2} required",
            "takes (?:from |exactly |at (?:least|most) |no )?\\d{0,2} ?(?:to \\d{1,2} )?(?:positional|arguments?\\b|keyword)",
            "multiple values for (?:keyword )?argument",
            "\\binvalid_type\\b|\\binvalid_enum_value\\b|\\bunrecognized_keys\\b|\\binvalid_union\\b|\\bmissing_argument\\b",
            "validation errors? (?:for|in|:|detected|occurred)",
            "(?:schema|input|argument|arguments|parameter|parameters|request|payload|body) validation|failed (?:the )?(?:schema |input |parameter |argument )?validation",
            "(?:does not|doesn't|did not|didn't) (?:match|conform to|satisfy|fit|validate against) (?:the )?(?:\\w{1,20} ){0,2}(?:schema|definition|signature)\\b",
            "is a required property|must have required property|should have required property",
            "is not of type|is not one of \\[", "-32602\\b", "additional propert(?:y|ies)",
            "extra (?:inputs|fields|fields?) (?:are )?not permitted", "input should be|value_error\\.|type_error\\.",
            "err_invalid_arg_|err_missing_args|missing data for required field|field required\\b|this field (?:is required|may not be)",
            "(?:following|these) arguments? (?:are|is) required|unrecognized arguments?:|invalid (?:int|float|choice|bool)(?: value)?:",
            "json: cannot unmarshal|cannot deserialize value|the json value could not be converted|error parsing arguments|(?:invalid|bad) arguments? (?:for|to|passed|provided|supplied)",
            "wrong number of arguments|(?:unknown|missing) keywords?: :|too (?:few|many) (?:positional )?arguments|(?:accepts|requires(?: at least| at most)?) \\d{1,2} arg\\(s\\)|required flag\\(s\\)",
            "(?:the )?['\"`]?\\w{1,40}['\"`]? argument must be of type|argument #\\d{1,2} \\(",
            "(?:unknown|missing) field `|unknown variant `|no enum constant",
            "invalid_argument\\b|invalidparameter|missingparameter|\\bvalidationexception\\b|parameter validation failed",
            "required request (?:parameter|body)|failed to convert value of type|for method parameter type",
            "variable ['\"`]?\\$\\w{1,40}['\"`]?.{0,40}(?:required type|invalid value|was not provided)|field validation for",
            "arguments?\\b.{0,20}(?:invalid|malformed|not valid) json|(?:invalid|malformed) json .{0,30}arguments",
            "tool input (?:validation|parsing)|(?:action|tool) input is not a valid|arguments? (?:must|should) be (?:in |a )?(?:valid )?json",
            "received tool input did not match");
    private static final Signs WORDS = new Signs(
            "missing (?:a |an |the |some |one or more )?(?:required|mandatory|parameter|param\\b|argument|field|property|query|value for|option|body|input)",
            "(?:argument|parameter|param|field|property|attribute|body|input|option|column|header|keyword|path|filter)s?\\b.{0,60}\\b(?:is|are|was|were|isn't|aren't) (?:required|missing|mandatory|invalid|not valid"
                    + "|not allowed|unknown|not recogni[sz]ed|not supported|not provided|not specified|empty|too (?:long|short|large|small|big)|out of range|malformed|not an?\\b)",
            "required (?:\\w{1,20} ){0,2}(?:argument|parameter|param|field|property|input|attribute|query|key)s?\\b",
            "(?:argument|parameter|param|field|property|query|value)s? (?:['\"`]?[\\w.\\-]{1,40}['\"`]? )?(?:is )?required\\b",
            "(?:must|should|has to|have to|needs to|need to|ought to) be (?:an? (?!member\\b|owner\\b|subscriber\\b|customer\\b)|of type|one of|either |in (?:the )?(?:format|form|range|yyyy|iso|\\[|\\()|between |at least|at most|less|greater|more|larger|smaller|bigger|shorter|longer|lower|higher|non-?|positive|negative"
                    + "|valid|unique|equal|<|>|\\d|numeric|strings?\\b|boolean|integers?\\b|numbers?\\b|lists?\\b|arrays?\\b|objects?\\b|dict|formatted|provided|specified|set\\b|supplied|present|real number|in the (?:past|future)|before |after |lowercase|uppercase|true or false|within )",
            "must not (?:be|contain|exceed|have)|may not be (?:null|greater|less|empty|blank)",
            "must (?:match|contain|have|include|start|end|specify|provide|pass|supply|define|consist|begin|only contain)",
            "validation (?:failed|error|failure)|failed validation|invalid according to",
            "is not (?:a valid|an? valid|one of|valid\\b|a recogni[sz]ed|an? (?:allowed|accepted|supported|known)|among|in (?:the )?(?:list|range|format|enum)|an? (?:integer|number|string|boolean|array|object|list|date|float|date))",
            "not an? (?:valid|recogni[sz]ed|allowed)|isn't (?:a )?valid",
            "\\bunsupported (?!protocol|media|operation|method|os\\b|platform|version|grant|content|operand)\\w{3,20}",
            "(?:may not|must not|cannot|can not|can't|should not) exceed|\\bmax(?:imum)? \\d{1,9} \\w{1,20} (?:are |is )?(?:allowed|permitted)",
            "invalid (?:\\w{1,15} ){1,2}(?:code|id|ids|name|number|format|type|value|parameters?|arguments?|input|string|option|units?|range|symbol)\\b",
            "invalid (?:value|argument|parameter|param|input|format|date|time|type|enum|option|choice|request (?:body|parameter|payload)|query|json|range|field|id\\b|email|e-mail|phone|number|integer|currency|country|language|locale|symbol|ticker|zip|postal|code\\b|coordinate|latitude|longitude|location|city|state\\b|region|category|key name|identifier|uuid|length|size|literal|isoformat|character|syntax for|attribute|property|column|interval|period|timezone|sort|filter|page|limit|offset|image|file (?:type|format)|mime|content|user id|order id|imei|isbn|barcode|iban|vat|domain|hostname|ip\\b|address)",
            "(?:unrecogni[sz]ed|unknown|unsupported|illegal|unpermitted|disallowed) (?:query |input |request |function )?(?:parameter|param|argument|field|option|column|property|value|enum|key|attribute|flag|name|keyword|type|format|symbol|unit|method argument)",
            "(?:parameter|argument|field|values?|items|length|size|string|array|list|input|query|text|number of \\w{1,20})\\b.{0,60}exceeds? (?:the )?(?:limit|max|allowed|length)",
            "exceeds? (?:the )?max(?:imum)? (?:allowed )?(?:length|size|number|value|characters)",
            "too (?:long|short|many (?:values|items|arguments|parameters|characters|fields)|few (?:values|items|arguments|parameters))\\b",
            "expected .{1,60}(?:but |, |; )?(?:got|received|found|given|was|instead|actual)\\b",
            "(?:cannot|can't|can not|may not|should not|shouldn't|can never) be (?:null|empty|blank|none|less|negative|zero|undefined|nil|missing|longer|greater|parsed|set to a value|converted|cast|coerced|omitted|used together|combined|in the (?:past|future)|before|after)",
            "\\bno (?:value|argument|parameter|input|query) (?:was |were )?(?:provided|given|specified|supplied|passed)",
            "(?:was|were|been|is) not (?:provided|supplied|specified|passed|given|set) (?:in|for|to) (?:the )?(?:request|query|call|parameter|argument|body)",
            "(?:please |you must |you need to )(?:provide|specify|supply|enter|pass|include|use|select|give|check) (?:a |an |the |at least |one |either |your )?(?:\\w{1,20} )?(?:valid|correct|parameter|param|argument|field|value|query|format|required|input|number|id|date)",
            "(?:unable|failed|could not|couldn't|cannot|can't) (?:to )?(?:parse|convert|coerce|cast|deserialize|decode) (?:the )?(?:\\w{1,20} ){0,2}(?:string|value|date|argument|parameter|input|json|number|integer|field|body|request|type|query|time|timestamp|column)",
            "could not convert string|invalid literal for|time data .{1,60} does not match|does not match (?:the )?(?:format|pattern|regex|required)|in the wrong format|incorrect (?:format|type|value|parameter|argument|integer|datetime|date)|wrong (?:type|format|parameter|argument|value)|badly formatted|not in (?:a|the) correct format|type mismatch|mismatched type",
            "ensure (?:this|that) (?:value|field)|value (?:is )?out of (?:range|bounds)|out of (?:the )?(?:valid |allowed |permitted )range|(?:latitude|longitude|date|year|month|day|hour|page|offset|limit|number|amount|quantity|size|count|score|id|coordinates?)\\b.{0,20} (?:is|are|was) out of range|(?:allowed|valid|accepted|permitted|supported|possible) (?:values|options|choices|parameters|types|formats|range)\\b (?:are|is|include|:)|(?:allowed|valid|accepted|permitted|supported|possible) (?:values|options|choices):|choose from|must choose",
            "only (?:supports?|accepts?|allows?) (?:\\w{1,20} ){0,2}(?:values|formats?|types?|parameters?|characters|letters|digits|strings|numbers|integers)|only .{1,40} (?:are|is) (?:allowed|accepted|supported|valid)\\b",
            "accepts? only|does not (?:accept|support|take) (?:the |an? |any )?(?:\\w{1,20} )?(?:argument|parameter|option|value|field|type|format)",
            "unknown column|no such column|column .{1,60} does not exist|data too long for column|null value in column|violates (?:check|not-null)|cannot insert the value null|operator does not exist|conversion failed when|unknown name .{1,60} cannot find field|has no field named",
            "unknown (?:flag|shorthand flag)|no such option|missing (?:option|argument|command)|flag needs an argument|requires an argument|^usage: ",
            "(?:is )?not a valid tool|no tool (?:named|called)|(?:tool|function) .{1,60} (?:does not exist|not found|is not (?:defined|registered|available))|unknown (?:tool|function)\\b",
            "can't be blank|is not a number|is not included in the list|param is missing|(?:selected|given|supplied|provided|specified|entered) .{1,40} (?:is|was|are) (?:invalid|not valid|incorrect|malformed|unsupported|not supported)",
            "is (?:invalid|malformed|missing|mandatory)\\W{0,3}$|: (?:is )?required\\W{0,3}$");
    private static final Signs OTHER_LANGUAGES = new Signs(
            "参数(?:错误|无效|缺失|不正确|异常|非法|类型|格式|校验|不能为空)|缺少.{0,12}参数|无效的|(?:必须|应)(?:是|为|填)|不能为空|格式(?:错误|不正确)|必填|非法(?:参数|的)|類型錯誤|參數(?:錯誤|無效)|不合法",
            "(?:引数|パラメータ|パラメーター|値|入力|形式)(?:が|は|の).{0,12}(?:不正|無効|必要|必須|誤|間違)|必須(?:項目|パラメータ)|無効な(?:値|引数|入力|パラメータ)",
            "(?:매개변수|파라미터|인수|입력|값|형식).{0,10}(?:잘못|올바르지|유효하지|누락|필요)|필수 (?:항목|입력|매개)",
            "(?:par[áâa]metro|campo|argumento|valor|formato|propriedade|propiedad).{0,40}(?:inv[áa]lid|obrigat|obligat|requerid|incorret|incorrect|faltan|ausente|no (?:es )?v[áa]lid|n[ãa]o [ée])|(?:deve|debe) (?:ser|ter|tener|contener|conter) (?:um|uma|un|una|n[úu]mero|maior|menor|mayor|entre|igual|positiv|no m[íi]nimo|al menos)|(?:falta|faltan|falta o) (?:el|o|los|os|la) (?:par|campo|arg)|n[ãa]o pode ser (?:vazi|nul|negativ)|no puede (?:estar|ser) (?:vac|nul|negativ)",
            "(?:param[èe]tre|champ|argument|valeur|format).{0,40}(?:invalide|manquant|obligatoire|incorrect|requis|non valide|inconnu)|doit [êe]tre (?:un|une|sup|inf|compris|de type|positi|renseign)|ne (?:peut|doit) pas [êe]tre (?:vide|nul|n[ée]gati)",
            "ung[üu]ltige[rns]? (?:wert|parameter|eingabe|argument|format|datum|anfrage)|(?:parameter|feld|argument|wert|eingabe|pflichtfeld|angabe).{0,40}(?:ung[üu]ltig|fehlt|erforderlich|fehlerhaft|unbekannt|darf nicht (?:leer|negativ))|muss (?:ein|eine|zwischen|gr[öo](?:ß|ss)er|kleiner|mindestens|h[öo]chstens|positiv|angegeben|vom typ)|darf nicht (?:leer|null|negativ) sein|falsches format",
            "(?:parametro|campo|valore|argomento).{0,40}(?:non valido|mancante|obbligatori|richiest)|deve essere (?:un|una|maggiore|minore|compres)",
            "недопустим[а-яё]{0,4} (?:знач|парам|формат|аргумент)|невер[а-яё]{0,4} (?:знач|парам|формат|тип|запрос)|некорректн|(?:параметр|поле|аргумент).{0,40}(?:обязател|отсутству|не указан|неизвест)|должн[а-яё]{0,2} быть");
    private static final Signs REFUSED = new Signs("\\bbad[ _]?request\\b", "inv[áa]lid[oa]\\b", "invalide\\b",
            "ung[üu]ltig", "无效", "неверн", "\\binvalid\\b", "malformed", "not valid");
    /** Refusals of a model's input, which no argument of a tool can mend. */
    private static final Signs MODEL = new Signs("content[ _]?(?:filter|management|policy|moderation)",
            "responsible ?ai", "context[ _](?:length|window|limit|size)",
            "maximum context|prompt is too long|input is too long for (?:the )?(?:requested )?model|max_tokens.{0,40}(?:context|too large)",
            "safety (?:system|filter|settings)", "flagged (?:by|as)|moderation");
    /** Errors of a dynamically typed tool that was handed another kind of value than it works on. */
    private static final Signs WRONG_TYPE = new Signs(
            "'\\w{1,30}' object (?:is not (?:subscriptable|iterable|an iterator|a mapping|reversible)|has no len|cannot be interpreted|does not support (?:item assignment|indexing)|has no attribute)",
            "(?:string|list|tuple|byte) indices must be|unhashable type",
            "unsupported operand type|not supported between instances|can(?:not|'t) multiply sequence|can only concatenate|must be (?:str|real number|a string|int|float|bytes)\\b.{0,30}\\bnot\\b|argument must be|argument of type '\\w{1,20}' is not|expected str(?:ing)?, bytes|required argument is not|not all arguments converted|sequence item \\d{1,3}: expected",
            "(?:cannot|can't) (?:concatenate|unpack non-iterable|convert .{1,30} to)|is not (?:a function or its return value|iterable\\b)|undefined is not|cannot mix|argument \\d{1,2} must be");
    /** "unknown board brunch": the word after next, or the next, is one the caller sent. */
    private static final Pattern ECHO = Pattern.compile(
            "(?:unknown|unrecogni[sz]ed|invalid|unsupported|illegal|bad|no such) ([\\w-]{2,40})(?: ?[:=]? ?['\"`]?([^\\s'\"`,;]{1,60}))?");
    private static final Pattern IS_REQUIRED = Pattern
            .compile(
                    "(?<![\\w.-])(?!login|authentication|payment|subscription|permission|authorization)([\\w.-]{1,60})['\"`]? (?:is|are) (?:required|mandatory|missing)\\b");

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
        return sure.isPresent() || complaint.runsCode() ? sure : likely(complaint);
    }

    @Override
    public boolean asksArguments(Complaint complaint) {
        return ECHO.matcher(complaint.lower()).find();
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
                ? reading(complaint, 0.8, "error class " + Excerpt.line(complaint.errorClass(), 60))
                : Optional.empty();
    }

    private Optional<Reading> likely(Complaint complaint) {
        Optional<String> words = WORDS.find(complaint.lower()).or(() -> OTHER_LANGUAGES.find(complaint.lower()));
        if (words.isPresent()) {
            return reading(complaint, 0.72, "the words \"" + words.get() + "\"");
        }
        Optional<String> echo = echo(complaint);
        if (echo.isPresent()) {
            return reading(complaint, 0.68, "the words \"" + echo.get() + "\" about what the call sent");
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
