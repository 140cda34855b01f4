package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/** Status 401 or 403, authorization classes (inside a status 400, too), and words about keys, subscriptions and rights. */
final class PermissionRule implements TextRule {

    private static final Signs CLASSES = new Signs("access_?denied", "unauthori[sz]ed", "forbidden", "permission",
            "authenticat",
            "authori[sz]ation", "insufficient_?privilege", "not_?authori[sz]ed", "invalid_?credential",
            "invalid_?api_?key",
            "expired_?token");
    private static final Signs WORDS = new Signs("not subscribed",
            "(?:disabled|not available|unavailable) for your (?:subscription|plan)",
            "unauthori[sz]ed", "\\bforbidden\\b", "permission(?:s)? (?:was |is |were )?(?:denied|required|missing)",
            "missing (?:the )?(?:required )?permission", "access[ _]?(?:is |was )?denied",
            "insufficient[ _](?:permission|privilege|scope|rights|access)", "not[ _]authori[sz]ed",
            "not (?:entitled|permitted) to",
            "(?:invalid|missing|incorrect|wrong|expired|unregistered|bad) (?:or \\w{1,20} )?(?:api|access|auth|authentication|app|client"
                    + "|subscription|bearer)[ _-]?(?:key|token|credential|secret)",
            "(?:invalid|missing|incorrect|wrong|expired) (?:user )?credentials?",
            "(?:api|access|auth)[ _-]?(?:key|token) (?:is |was |has )?(?:invalid|missing|required|incorrect|not valid|expired|not (?:been )?"
                    + "(?:provided|set|found|specified)|disabled|revoked)",
            "(?:provide|need|requires?|specify|set) (?:a |an |your |the )?(?:valid )?(?:api|access)[ _-]?(?:key|token)",
            "authentication (?:failed|is required|required|error|credentials|failure)",
            "could not authenticate|failed to authenticate",
            "(?:do|does) ?n[o']t have (?:the )?(?:any )?(?:permission|access|privilege|required (?:permission|role|scope)|rights|authori)",
            "not allowed to (?:access|use|call|invoke)",
            "(?:login|log in|sign in|sign-in) (?:is )?required|please (?:log|sign) in",
            "(?:token|session|credentials?) (?:has |have |is )?expired",
            "(?:upgrade|requires?) .{0,30}(?:subscription|premium|paid plan|your plan)", "没有权限|无权限?访问|未授权|权限不足|认证失败",
            "sem permiss[ãa]o|n[ãa]o autorizado|acesso negado", "no autorizado|acceso denegado",
            "acc[èe]s refus|non autoris[ée]",
            "zugriff verweigert|nicht autorisiert|keine berechtigung", "доступ запрещ|нет прав|не авторизован",
            "権限がありません|認証に失敗");
    private static final Signs ASIDE = new Signs("not subscribed", "unauthori[sz]ed", "invalid api key",
            "access denied");

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
        Optional<String> words = WORDS.find(complaint.lower());
        if (words.isPresent()) {
            return reading(0.86, "the words \"" + words.get() + "\"");
        }
        return ASIDE.find(complaint.aside()).flatMap(seen -> reading(0.55, "output \"" + seen + "\""));
    }

    private Optional<Reading> reading(double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, null));
    }
}
