package io.agentops.query.search;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.agentops.query.Database;

/** Stores runs whose every value is one of a few, or missing, and reads them back as a search sees them. */
final class RandomRuns {

    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final List<String> LABELS = List.of("a", "A", "ab", "ba", "b_a", "b%a", "bxa", "a b", "ä", "a\\", "\"a\"",
            "*a", "(a)", "a:b", "a..b", "-a", "AND", "aä");
    static final List<String> ERRORS = List.of("Timed Out", "timed", "100%", "100% of", "c:\\temp", "C:\\TEMP\\x",
            "a_b",
            "axb", "äss", "ÄSS", "λόγος", "ΛΌΓΟΣ", "line\nbreak", "\"", "a");
    static final List<Integer> MILLIS = List.of(0, 1, 250, 1000, 1001, 60_000);
    static final List<String> COSTS = List.of("0", "0.1", "0.10", "0.5", "12");
    static final List<Long> TOKENS = List.of(0L, 1L, 10L, 12L);
    static final List<Instant> STARTS = List.of(START, START.plusNanos(1000), START.plusSeconds(1),
            START.plusSeconds(3600));

    private static final List<String> STATUSES = List.of("running", "success", "failure", "partial");

    private final Random random;

    RandomRuns(Random random) {
        this.random = random;
    }

    void store(int count) {
        for (int n = 0; n < count; n++) {
            String runId = n < LABELS.size() ? LABELS.get(n) : "r" + n;
            Instant start = any(STARTS);
            Database.Run run = Database.run(runId, start, any(STATUSES));
            children(run);
            Database.execute("""
                    UPDATE run SET agent_name = ?, agent_version = ?, environment = ?, model = ?, conversation_id = ?,
                           parent_run_id = ?, trace_id = ?, ended_at = ?::timestamptz, total_cost_usd = ?::numeric,
                           tokens_prompt = ?::bigint, tokens_completion = ?::bigint
                     WHERE run_id = ?""", any(LABELS), maybe(LABELS), maybe(LABELS), maybe(LABELS), maybe(LABELS),
                    maybe(LABELS), maybe(LABELS), random.nextBoolean() ? start.plusMillis(any(MILLIS)) : null,
                    maybe(COSTS), maybe(TOKENS), maybe(TOKENS), runId);
        }
        Database.digest();
    }

    private void children(Database.Run run) {
        if (random.nextBoolean()) {
            run.callEnding("c1", any(LABELS), random.nextBoolean() ? "error" : "success", null, null);
        }
        if (random.nextBoolean()) {
            run.failure("f1", "tool", any(LABELS), any(ERRORS), null);
        }
        if (random.nextInt(3) == 0) {
            run.guardrail("g1", null, null, null);
            Database.execute("UPDATE guardrail_event SET type = ? WHERE run_id = ?", any(LABELS), run.runId());
        }
        if (random.nextInt(3) == 0) {
            Database.execute(
                    "INSERT INTO run_payload (project_id, day, run_id, error_message) VALUES ('default', ?, ?, ?)",
                    run.day(), run.runId(), any(ERRORS) + " " + any(ERRORS));
        }
    }

    /** Those that were stored last first, as the list has them. */
    static List<SearchedRun> stored() {
        return Database.rows("""
                SELECT r.*, e.text FROM run r LEFT JOIN run_error e USING (project_id, day, run_id)
                 ORDER BY r.started_at DESC, r.run_id""", row -> new SearchedRun(row.getString("run_id"),
                row.getString("agent_name"), row.getString("agent_version"), row.getString("status"),
                row.getString("environment"), row.getString("conversation_id"), row.getString("parent_run_id"),
                row.getString("trace_id"), Set.of((String[]) row.getArray("facets").getArray()), row.getString("text"),
                instant(row.getObject("started_at", OffsetDateTime.class)),
                instant(row.getObject("ended_at", OffsetDateTime.class)), row.getBigDecimal("total_cost_usd"),
                number(row.getBigDecimal("tokens_prompt")), number(row.getBigDecimal("tokens_completion"))));
    }

    private static Instant instant(OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    private static Long number(BigDecimal number) {
        return number == null ? null : number.longValueExact();
    }

    private <T> T maybe(List<T> values) {
        return random.nextInt(3) == 0 ? null : any(values);
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
