package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/**
 * A service that refuses this caller: status 401, 403 or 407, authorization classes (inside a status 400, too), and words about
 * credentials, rights, plans and robots. Against it speaks that a value was refused because of what it is, which is a mismatch.
 *
 * <p>Sources: RFC 9110 (401, 403, 407) and RFC 6750 (invalid_token, insufficient_scope); the error references of AWS, Google
 * Cloud, Azure, OpenAI, GitHub, Slack and RapidAPI; PostgreSQL, MySQL, SQL Server, MongoDB and Redis; POSIX (EACCES, EPERM); the
 * walls that web pages put up against robots; messages in other languages.
 */
final class PermissionRule implements TextRule {

    private static final Signs CLASSES = new Signs("access_?denied", "unauthori[sz]ed", "forbidden", "permission",
            "authenticat",
            "authori[sz]ation", "insufficient_?(?:privilege|scope)", "not_?authori[sz]ed",
            "invalid_?(?:credential|token|grant|client|auth\\b)",
            "(?:invalid|missing|incorrect)_?api_?key|api_?key_?(?:invalid|missing|disabled|exhausted)",
            "expired_?token|token_?expired|jsonwebtoken",
            "not_?authed|missing_?scope|token_?revoked|account_?inactive|subscription_?required",
            "unrecognizedclient|signaturedoesnotmatch|invalidclienttokenid|request_denied|\\beacces\\b|\\beperm\\b|captcha|paywall|robots");
    private static final Signs RIGHTS = new Signs("unauthori[sz]ed|unauthenticated",
            "\\bforbidden\\b(?! (?:city|fruit|planet|kingdom|love|land|words?)\\b)",
            "permission(?:s)?[ _](?:was |is |were )?(?:den(?:y|ied)|required|missing|refused)|requires? (?:appropriate|sufficient|elevated|additional) (?:permission|privilege|access|rights)",
            "missing (?:the )?(?:required )?(?:permission|scope|role)",
            "access[ _]?(?:is |was |to .{1,60} )?(?:has been |was |is )?(?:denied|refused|restricted|blocked)|denied access",
            "insufficient[ _](?:permission|privilege|scope|rights|access|authentication)", "not[ _]authori[sz]ed",
            "not (?:entitled|permitted) to",
            "(?:do|does|did) ?n[o']t have (?:the |any |sufficient |enough ){0,3}(?:required |necessary )?(?:permission|access|privilege|role|scope|rights|authori)",
            "(?:lacks?|without|no) (?:the )?(?:required |necessary |sufficient )?(?:permissions?|privileges?|access rights?|authorization)\\b",
            "not allowed to (?:access|use|call|invoke|perform|view|read|write|execute|modify|delete|run)",
            "explicit deny|policy denies|denied by (?:policy|admin|the user|user)|den(?:ied|ies) (?:the )?permission",
            "operation (?:is )?not permitted|\\beacces\\b|\\beperm\\b",
            "must (?:be (?:the )?owner of|have admin|have (?:push|write|read) access)",
            "command denied to user|login failed for user|noperm |\\bwrongpass\\b|\\bnoauth\\b",
            "resource not accessible by|saml enforcement",
            "blocked user|account (?:is |has been |was )?(?:suspended|disabled|blocked|locked|deactivated)|\\b(?:ip|address|host|domain|origin)\\b.{0,40}not (?:allowed|white-?listed|allow-?listed|permitted)",
            "(?:administrator|admin|owner|elevated|root) (?:privileges?|rights|access) (?:is |are )?(?:required|needed)|requires? (?:admin|administrator|elevated|root|owner)",
            "refused by (?:the )?(?:access|authorization) policy|request_denied");
    private static final Signs CREDENTIALS = new Signs(
            "(?:invalid|missing|incorrect|wrong|expired|unregistered|bad|unknown|revoked|no)[ _](?:or \\w{1,20} )?(?:or missing )?(?:an? |the |your )?(?:valid )?(?:api|access|auth|authentication|authorization|app|client|x-api|security"
                    + "|subscription|bearer|rapidapi|secret|session|developer|oauth)[ _-]?(?:key|token|credential|secret|header|id and secret)",
            "(?:invalid|missing|incorrect|wrong|expired|bad|no) (?:user |aws |default |application default |login )?credentials?",
            "(?:api|access|auth|authentication|bearer|security|session|subscription|app|oauth|jwt)[ _-]?(?:key|token|header|signature)s? .{0,40}\\b(?:invalid|missing|required|incorrect|not valid"
                    + "|expired|not (?:been )?(?:provided|set|found|specified|configured|supplied|recogni[sz]ed|exist)|disabled|revoked|malformed|wrong|inactive|unknown)",
            "(?:provide|need|needs|require|requires|required|specify|set|include|supply|use) (?:a |an |your |the )?(?:valid )?(?:api|access|auth|authentication|subscription)[ _-]?(?:key|token|header)",
            "authentication[ _](?:failed|is required|required|error|credentials|failure|invalid|needed)|requires authentication|auth(?:entication)? required",
            "(?:could not|cannot|can't|unable to|failed to|failure to) (?:be )?(?:authenticate|authorize|verify (?:the |your )?(?:credentials|signature|token|identity))",
            "(?:login|log in|sign in|sign-in|logged in|signed in) (?:is |to .{1,30} )?(?:required|needed|first)|(?:please|must|need to|have to) (?:be )?(?:log|sign|logged|signed)[ -]?in|not (?:logged|signed) in",
            "(?:token|session|credentials?|key|license|licence|subscription|jwt) (?:has |have |is |was |has been |you provided (?:is |has )?)?(?:expired|revoked|timed out)",
            "(?:username|password|user name)(?: or | and |/)(?:password|username|e-?mail).{0,30}(?:invalid|incorrect|wrong|not match)|(?:invalid|incorrect|wrong) (?:username|user name|password|login|e-?mail or password)",
            "password authentication failed|signature (?:we calculated )?does not match|invalidclienttokenid|security token included in the request is (?:invalid|expired)",
            "\\binvalid_(?:token|grant|client|auth|api_key)\\b|\\bnot_authed\\b|\\bmissing_scope\\b|\\btoken_(?:expired|revoked)\\b|\\binsufficient_scope\\b|\\bapi_key_invalid\\b",
            "jwt (?:expired|malformed|must be provided|signature)|aadsts\\d|no auth(?:entication|orization)? (?:header|token|credentials|provided|method)",
            "\\binvalid[-_]key\\b|\\bexpired key\\b",
            "publickey|host key verification failed|authenticating with has been");
    private static final Signs PLANS = new Signs(
            "not subscribed|need to subscribe|subscribe to (?:this|the|a|access|read|use)|subscribers only|subscription (?:is )?(?:required|needed|inactive)",
            "(?:disabled|not available|unavailable|not included|not supported|not enabled|not accessible|blocked|restricted) (?:for|in|on|with|by|under) (?:your|this|the) (?:current )?(?:\\w{1,15} )?(?:subscription|plan|tier|account|region|country|key|package)",
            "(?:upgrade|requires?|needs?|only (?:available )?(?:for|to|on|in|with)) .{0,40}(?:subscription|premium|paid|your (?:plan|account|tier)|pro plan|enterprise|higher plan|subscribers|members)",
            "premium (?:endpoint|feature|content|plan|only|account|members)|paywall|payment required|billing (?:is )?(?:not enabled|hard limit|required|disabled)|credit balance is too low",
            "(?:api|service) .{0,80}(?:has not been used in project|is not enabled|it is disabled)|api is not activated|not activated for|feature (?:is )?not enabled for");
    private static final Signs ROBOTS = new Signs(
            "captcha|not a robot|are you (?:a robot|human)|verify (?:that )?you(?:'re| are) (?:a )?human|unusual traffic",
            "robots\\.txt|bot (?:detected|detection)|automated (?:access|requests|queries).{0,30}(?:denied|blocked|not allowed|prohibited)|blocked by (?:cloudflare|akamai|waf|the firewall|the website)",
            "attention required! \\| cloudflare|checking your browser|enable javascript and cookies to continue|request blocked|security check to access");
    private static final Signs OTHER_LANGUAGES = new Signs(
            "没有权限|无权限?访问|无权|未授权|权限不足|认证失败|访问被拒绝|拒绝访问|鉴权失败|未登录|请先?登录|密钥(?:无效|错误)|令牌(?:无效|过期)|需要(?:登录|订阅)|沒有權限|存取被拒",
            "権限がありません|権限が必要|認証に失敗|アクセスが拒否|アクセス権|認証エラー|ログインが必要|許可されていません", "권한이 없|접근이 거부|인증 실패|로그인이 필요",
            "(?:sem|n[ãa]o (?:tem|possui)) (?:permiss[ãa]o|acesso|autoriza)|n[ãa]o autorizad|acesso negado|permiss[ãa]o negada|credenciais inv[áa]lidas|chave .{0,20}inv[áa]lida|token (?:inv[áa]lido|expirado)",
            "no (?:est[áa] )?autorizad|acceso (?:denegado|prohibido|no autorizado)|permiso denegado|(?:sin|no tiene|no tienes) permiso|credenciales (?:inv[áa]lidas|incorrectas)|clave .{0,20}inv[áa]lida|iniciar? sesi[óo]n para",
            "acc[èe]s (?:refus|interdit|non autoris)|non autoris[ée]|autorisation (?:refus|requise)|permission refus|identifiants (?:invalides|incorrects)|authentification (?:requise|[ée]chou)|cl[ée] .{0,20}invalide",
            "zugriff (?:verweigert|nicht erlaubt|nicht gestattet)|nicht (?:autorisiert|berechtigt)|keine (?:berechtigung|zugriffsrechte|rechte)|berechtigung (?:fehlt|verweigert)|anmeldung (?:erforderlich|fehlgeschlagen)|ung[üu]ltige[rs]? (?:zugangsdaten|api-?schl[üu]ssel|token)|authentifizierung fehlgeschlagen",
            "accesso negato|non autorizzato|permesso negato|credenziali non valide",
            "доступ (?:запрещ|закрыт)|нет прав|нет доступа|не авторизован|ошибка авторизации|недостаточно прав",
            "toegang geweigerd|niet geautoriseerd");
    /** A customer's payment that failed is the business of the tool, not its price. */
    private static final Signs DECLINED = new Signs("\\bcard\\b|declined|insufficient[_ ]funds|\\bbalance\\b");
    private static final Signs ASIDE = new Signs("not subscribed", "unauthori[sz]ed", "invalid api key",
            "access denied",
            "\\b(?:401|403) client error|\\bhttp(?: error)? (?:401|403)|status(?: code)?:? (?:401|403)",
            "authenticationerror|permissionerror|accessdenied",
            "403 forbidden|api key (?:is )?(?:missing|required|invalid)");

    @Override
    public String id() {
        return "permission";
    }

    @Override
    public Category category() {
        return Category.TOOL_PERMISSION;
    }

    @Override
    public String looksFor() {
        return "refused access (status 401 or 403, authorization errors, words about keys, rights or subscriptions)";
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (complaint.hasCode(401, 403, 407)) {
            return reading(0.87, "status " + complaint.code());
        }
        if (CLASSES.in(complaint.errorClass())) {
            return reading(0.87, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        String text = complaint.lower();
        Optional<String> words = RIGHTS.find(text).or(() -> CREDENTIALS.find(text)).or(() -> PLANS.find(text))
                .or(() -> ROBOTS.find(text)).or(() -> OTHER_LANGUAGES.find(text));
        if (words.isPresent()) {
            return reading(0.86, "the words \"" + words.get() + "\"");
        }
        if (complaint.hasCode(402, 451) && !DECLINED.in(text)) {
            return reading(0.7, "status " + complaint.code());
        }
        return ASIDE.find(complaint.aside()).flatMap(seen -> reading(0.55, "output \"" + seen + "\""));
    }

    private Optional<Reading> reading(double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, null));
    }
}
