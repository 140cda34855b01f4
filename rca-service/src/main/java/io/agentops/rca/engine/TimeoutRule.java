package io.agentops.rca.engine;

import java.util.Optional;

import io.agentops.contract.rca.Category;

/**
 * An answer that did not come in time: status 408, 504, 522 or 524, timeout classes and words. Against it speaks an argument that
 * is called timeout, and a session that ran out, which is a matter of access.
 *
 * <p>Sources: RFC 9110 (408, 504), Cloudflare (522, 524), gRPC (DEADLINE_EXCEEDED), POSIX (ETIMEDOUT; timeout(1) exits with
 * 124); the clients of Python, Node.js, Java, Go and .NET, Playwright and Selenium; PostgreSQL, MySQL, SQL Server and MongoDB;
 * AWS Lambda; MCP (-32001); messages in other languages.
 */
final class TimeoutRule implements TextRule {

    private static final Signs CLASSES = new Signs("time_?d?_?out", "deadline", "interrupted_?by_?timeout",
            "max_?time_?ms_?expired");
    private static final Signs WORDS = new Signs("\\btimed[ _-]?out\\b",
            "deadline[ _]?(?:was |has )?(?:exceeded|expired|passed)|deadlineexceeded",
            "time limit (?:of .{1,20} )?(?:was |has been )?(?:exceeded|reached|hit)",
            "exceeded (?:the |its )?(?:maximum |max |allowed |allotted |configured )?(?:execution |running |run |query |statement |response |processing |wait )?time\\b",
            "(?:took|taking|takes) (?:too long|longer than)", "\\be(?:socket)?timedout\\b",
            "\\b\\w{0,20}timeout(?:error|exception|expired|expirederror)\\b",
            "\\b(?:read|connect|connection|request|gateway|response|socket|operation|execution|query|statement|lock(?: wait)?|idle|i/o|upstream|navigation|command|task|tool|network|server|client|write|wait|tls handshake|headers|body|step|job|agent|transaction|proxy|api|call|polling|startup|session pool|pool|acquire)[ _-]?time[- ]?out\\b(?! (?:of|is|=|:)? ?\\d{1,9} ?m?s? (?:configured|set))",
            "\\btime[- ]?out\\b.{0,40}(?:exceeded|expired|reached|error|elaps|after|waiting|occurred|period|while|fired|triggered)",
            "(?:exceeded|reached|hit|due to|because of|after|caused by|by) (?:a |an |the |its )?(?:\\w{1,20} ){0,2}time-?out\\b",
            "\\btime-?out (?:in|on|when|during|connecting|calling|awaiting)\\b",
            "^\\W{0,4}(?:error:? )?time[- ]?out\\W{0,4}$",
            "\\b(?:did not|didn't|failed to|does not|no) (?:respond|answer|reply|complete|finish|return|response|reply|answer)\\b.{0,30}(?:\\bin time\\b|\\bwithin\\b|before the deadline|after \\d{1,6} ?(?:s|ms|sec|min))",
            "exit(?:ed)?(?: with)?(?: code| status)?:? 124\\b",
            "killed after \\d{1,6} ?(?:s|sec|seconds|minutes|ms)\\b",
            "(?:canceling|cancelling|terminating) .{1,40} due to .{0,30}time-?out",
            "maximum (?:statement )?execution time|max_execution_time|maximum execution time",
            "und_err_\\w{1,20}_timeout|err_timed_out|err_connection_timed_out", "wait(?:ing)? time (?:was )?exceeded",
            "no response (?:was )?received (?:in|within|from .{1,60} within)", "mcp error -32001",
            "curl: \\(28\\)|timeoutexpired", "operation was aborted due to timeout|aborted: timeout");
    private static final Signs OTHER_LANGUAGES = new Signs("超时|逾時|超時", "タイムアウト|時間切れ", "시간 ?초과|타임아웃",
            "tempo (?:limite |de espera )?(?:\\w{1,12} )?(?:esgotado|excedido|expirado)|tempo limite",
            "tiempo (?:de espera|l[íi]mite|m[áa]ximo) ?(?:\\w{1,12} )?(?:agotado|excedido|superado|de espera)?|se agot[óo] el tiempo",
            "d[ée]lai .{0,25}(?:d[ée]pass|expir|[ée]coul)|temps (?:d'attente|imparti) .{0,15}(?:d[ée]pass|[ée]coul)",
            "zeit[üu]berschreitung|zeitlimit .{0,15}(?:[üu]berschritten|erreicht)|zeit abgelaufen",
            "превышен[а-яё]{0,3} (?:врем|время)|истекло время|таймаут|время ожидания",
            "tempo scaduto|timeout scaduto|tempo massimo", "przekroczono (?:limit )?czas");
    private static final Signs ARGUMENT = new Signs(
            "time-?out(?:_?(?:ms|s|seconds|sec))?['\"`]? (?:must|cannot|should|value|parameter|argument|is required|is not|has to|needs to|can't|field|option)",
            "(?:argument|parameter|field|property|invalid|option|unrecognized|unknown|unexpected)s?:? ['\"`]?(?:\\w{1,20}[ _])?time-?out(?!error|exception| exceeded)",
            "--timeout",
            "(?:invalid|bad|negative|unsupported) (?:value )?(?:for )?(?:the )?time-?out",
            "session (?:has |was )?timed[ -]out");
    private static final Signs ASIDE = new Signs("read timed out", "\\bconnect(?:ion)? timed out",
            "readtimeouterror|connecttimeouterror|connecttimeout\\b|readtimeout\\b",
            "timeouterror", "\\bgateway time-?out");

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
        if (complaint.hasCode(408, 504, 522, 524, 598, 599)) {
            return reading(complaint, 0.86, "status " + complaint.code());
        }
        if (CLASSES.in(complaint.errorClass())) {
            return reading(complaint, 0.86, "error class " + Excerpt.line(complaint.errorClass(), 60));
        }
        Optional<String> words = ARGUMENT.in(complaint.lower())
                ? Optional.empty()
                : WORDS.find(complaint.lower()).or(() -> OTHER_LANGUAGES.find(complaint.lower()));
        return words.isPresent()
                ? reading(complaint, 0.84, "the words \"" + words.get() + "\"")
                : ASIDE.find(complaint.aside()).flatMap(seen -> reading(complaint, 0.5, "output \"" + seen + "\""));
    }

    private Optional<Reading> reading(Complaint complaint, double weight, String sign) {
        return Optional.of(new Reading(id(), category(), weight, sign, null, Signs.timeLimit(complaint)));
    }
}
