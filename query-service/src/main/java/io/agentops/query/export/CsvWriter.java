package io.agentops.query.export;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.agentops.query.live.Silence;
import io.agentops.query.outline.RunItem;

/** Writes comma-separated values as RFC 4180 has them, in which no text is a formula to a spreadsheet. */
final class CsvWriter implements FileWriter {

    static final List<String> COLUMNS = List.of("run_id", "agent_id", "agent_version", "environment", "status",
            "started_at", "ended_at", "latency_ms", "error_type", "conversation_id", "parent_run_id", "hung_since",
            "hung_silent_seconds", "failure_codes", "tokens_prompt", "tokens_completion", "total_cost_usd");

    private static final String LINE_END = "\r\n";
    private static final String BEGINS_FORMULAS = "=+-@\t\r\n＝＋－＠";
    private static final String NEEDS_QUOTES = ",\"\r\n";

    @Override
    public String head() {
        return line(COLUMNS.stream());
    }

    @Override
    public String run(ExportedRun exported) {
        RunItem run = exported.run();
        Silence hung = run.hung();
        return line(Stream.of(text(run.runId()), text(run.agentId()), text(run.agentVersion()), text(run.environment()),
                text(run.status()), told(run.startedAt()), told(run.endedAt()), number(run.latencyMs()),
                text(run.errorType()), text(run.conversationId()), text(run.parentRunId()),
                told(hung == null ? null : hung.since()), told(hung == null ? null : hung.silentSeconds()),
                text(String.join(";", exported.failureCodes())), told(exported.tokensPrompt()),
                told(exported.tokensCompletion()),
                exported.totalCostUsd() == null ? "" : exported.totalCostUsd().toPlainString()));
    }

    @Override
    public String truncated(long rows, String nextCursor) {
        List<String> fields = new ArrayList<>(List.of("#truncated", Long.toString(rows), nextCursor));
        fields.addAll(Collections.nCopies(COLUMNS.size() - fields.size(), ""));
        return line(fields.stream());
    }

    /** A text that a spreadsheet would take for a formula gets an apostrophe, at which it takes it for a text. */
    static String text(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String harmless = BEGINS_FORMULAS.indexOf(text.charAt(0)) < 0 ? text : "'" + text;
        return harmless.chars().anyMatch(character -> NEEDS_QUOTES.indexOf(character) >= 0)
                ? "\"" + harmless.replace("\"", "\"\"") + "\""
                : harmless;
    }

    private static String number(Double number) {
        return number == null ? "" : BigDecimal.valueOf(number).toPlainString();
    }

    private static String told(Object value) {
        return value == null ? "" : value.toString();
    }

    private static String line(Stream<String> fields) {
        return fields.collect(Collectors.joining(",", "", LINE_END));
    }
}
