package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/** Status 408 or 504, timeout classes and words; not an argument that is called timeout. */
final class TimeoutRule implements TextRule {

    private static final Signs CLASSES = new Signs("time_?d?_?out", "deadline");
    private static final Signs WORDS = new Signs("\\btimed[ -]?out\\b", "deadline[ _]exceeded",
            "time limit (?:was )?exceeded",
            "took too long", "\\betimedout\\b", "\\b\\w{0,20}timeout(?:error|exception)\\b",
            "\\b(?:read|connect|connection|request|gateway|response|socket|operation|execution) ?time-?out\\b",
            "\\btime-?out\\b.{0,30}(?:exceeded|expired|reached|error|elapsed|after|waiting|occurred)",
            "(?:exceeded|reached|hit).{0,20}\\btime-?out\\b", "^\\W{0,4}time-?out\\W{0,4}$", "超时", "タイムアウト", "시간 초과",
            "tempo (?:limite )?(?:esgotado|excedido)", "tiempo de espera", "d[ée]lai .{0,15}d[ée]pass",
            "zeit[üu]berschreitung", "превышен\\w{0,3} врем|истекло время|таймаут");
    private static final Signs ARGUMENT = new Signs(
            "time-?out['\"`]? (?:must|cannot|should|value|parameter|argument|is required|is not)",
            "(?:argument|parameter|field|property|invalid)s?:? ['\"`]?(?:\\w{1,20}[ _])?time-?out");

    @Override
    public String id() {
        return "timeout";
    }

    @Override
    public Category category() {
        return Category.TIMEOUT;
    }

    @Override
    public String looksFor() {
        return "timeouts (status 408 or 504, timeout errors, words about time running out)";
    }

    @Override
    public Optional<Reading> read(Complaint complaint) {
        if (complaint.hasCode(408, 504, 524)) {
            return reading(complaint, 0.86, "status " + complaint.code());
        }
        if (CLASSES.in(complaint.errorClass())) {
            return reading(complaint, 0.86, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        return ARGUMENT.in(complaint.lower())
                ? Optional.empty()
                : WORDS.find(complaint.lower())
                        .flatMap(words -> reading(complaint, 0.84, "the words \"" + words + "\""));
    }

    private Optional<Reading> reading(Complaint complaint, double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, Signs.limit(complaint)));
    }
}
